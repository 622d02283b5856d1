-- How feeds and their hosts have answered, so that manners outlive the program.

-- the schedule
alter table feeds add column why_next text;                         -- why next_poll is when it is, in one line
alter table feeds add column error_body text;                       -- the first line of what came in place of a feed
alter table feeds add column newest integer;                        -- date of the newest entry
alter table feeds add column rhythm integer;                        -- seconds from one of the newest entries to the next
alter table feeds add column last_full integer;                     -- the last full answer
alter table feeds add column last_unconditional integer;            -- the last request without validators
alter table feeds add column failing_since integer;
alter table feeds add column strain integer not null default 0;     -- refusals without a time, less the successes since
alter table feeds add column gone integer not null default 0;       -- 410: asked by hand only
-- freshness: seconds, and the name of the field that says so
alter table feeds add column http_wait integer;
alter table feeds add column http_wait_by text;
alter table feeds add column feed_wait integer;
alter table feeds add column feed_wait_by text;
alter table feeds add column skips integer not null default 0;      -- bits: hours 0 to 23, days from Monday at 24
-- where permanent redirects lead, and since when
alter table feeds add column moved_to text;
alter table feeds add column moved_since integer;
-- counts for the report
alter table feeds add column asked integer not null default 0;
alter table feeds add column unconditional integer not null default 0;
alter table feeds add column full_answers integer not null default 0;
alter table feeds add column unchanged_answers integer not null default 0;
alter table feeds add column refusals integer not null default 0;
alter table feeds add column min_gap integer;                       -- seconds between two requests
alter table feeds add column body_size integer not null default 0;  -- bytes of the last full answer
alter table feeds add column saved integer not null default 0;      -- bytes that 304 spared

update feeds set last_full = last_success where last_success is not null;
update feeds set newest = (select max(sort) from statuses where statuses.feed = feeds.id);

-- Hosts that have answered 429.
create table hosts (
    host text primary key,
    in_row integer not null,
    strain integer not null,
    doublings integer not null,
    last_refusal integer,
    not_before integer
) without rowid;

-- Earlier addresses of feeds that have moved.
create table aliases (
    url text primary key,
    feed integer not null references feeds (id) on delete cascade
) without rowid;
