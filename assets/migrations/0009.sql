-- The same article through several feeds: one row in lists of several feeds, read at once in all of them.

alter table feeds add column alone integer not null default 0;      -- its entries are no twins of others'

-- Entries that are the same article share a number, that of the first of them; null: there is no other.
alter table statuses add column twin integer;
-- JSON: the feeds of the entries that stand in front of this one; null: none does. A list of several feeds leaves an entry
-- out if it draws from one of these feeds. Kept by the triggers below.
alter table statuses add column behind text;
create index statuses_twin on statuses (twin) where twin is not null;

-- What may tell twins: hashes of address, guid and title, of the entries that came in the last days. One row for each fetch
-- that brought some, and no index: scattered writes would cost as much as the entries. They are looked up in memory.
create table twin_keys (
    id integer primary key autoincrement,
    feed integer not null,
    day integer not null,                           -- of their arrival, since 1970
    keys blob not null                              -- pairs of entry and hash, 8 bytes each, the lowest first
);

-- The indexes of the lists, with what the lists ask of an entry besides.
drop index statuses_all;
drop index statuses_unread;
drop index statuses_feed;
drop index statuses_feed_unread;
create index statuses_all on statuses (sort, entry, behind) where shown = 1;
create index statuses_unread on statuses (sort, entry, behind) where shown = 1 and unread = 1;
create index statuses_feed on statuses (feed, sort, entry, behind) where shown = 1;
create index statuses_feed_unread on statuses (feed, sort, entry, behind) where shown = 1 and unread = 1;

-- How many shown entries of a feed stand behind those of other feeds. A list of several feeds holds the sum of its feeds
-- less these, where it draws from one of `behind`.
create table doubles (
    feed integer not null,
    behind text not null,
    total integer not null,
    unread integer not null,
    primary key (feed, behind)
) without rowid;

-- In front of an entry stand its shown twins that came before it.
create view places as
select s.entry, (
    select nullif(json_group_array(feed), '[]') from (
        select distinct t.feed from statuses t
        where t.twin = s.twin and t.entry < s.entry and t.shown = 1 order by t.feed
    )
) as behind from statuses s;

create trigger twins_joined after update of twin on statuses begin
    update statuses set behind = null where entry = new.entry and new.twin is null;
    update statuses set behind = (select p.behind from places p where p.entry = statuses.entry)
        where twin in (old.twin, new.twin);
end;
create trigger twins_shown after update of unread, shown on statuses
when new.behind is not null or new.twin is not null begin
    insert into doubles (feed, behind, total, unread)
        select new.feed, new.behind, new.shown - old.shown, new.unread * new.shown - old.unread * old.shown
        where new.behind is not null
        on conflict do update set total = total + excluded.total, unread = unread + excluded.unread;
    update statuses set behind = (select p.behind from places p where p.entry = statuses.entry)
        where twin = new.twin and new.shown <> old.shown;
    delete from doubles where feed = new.feed and total = 0;
end;
create trigger twins_deleted after delete on statuses when old.behind is not null or old.twin is not null begin
    update doubles set total = total - old.shown, unread = unread - old.unread * old.shown
        where feed = old.feed and behind = old.behind;
    update statuses set behind = (select p.behind from places p where p.entry = statuses.entry)
        where twin = old.twin;
    delete from doubles where feed = old.feed and total = 0;
end;
-- Only the triggers above move an entry, so that nothing else of it changes at the same time.
create trigger twins_moved after update of behind on statuses when new.behind is not old.behind and new.shown = 1 begin
    update doubles set total = total - 1, unread = unread - new.unread where feed = new.feed and behind = old.behind;
    insert into doubles (feed, behind, total, unread) select new.feed, new.behind, 1, new.unread
        where new.behind is not null
        on conflict do update set total = total + 1, unread = unread + excluded.unread;
    delete from doubles where feed = new.feed and total = 0;
end;
