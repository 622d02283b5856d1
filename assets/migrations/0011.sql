-- Stories: entries that tell the same event. Lists show them, as they show twins, as one row: a cluster.

-- Entries that lists show as one share a number: those of a story that several publishers tell the story's, negated; twins
-- beside stories theirs. A list of several feeds holds of each cluster the first entry that belongs in it.
alter table statuses add column cluster integer;

-- Stories that turned out to be another, and which.
create table joined (
    story integer primary key,
    into_story integer not null
);
-- Stories with which no other is joined but by the reader, who made them by taking an entry out of another.
create table parted (
    story integer primary key
);
-- What entries share with the story into which they were put, for the reader to see why.
create table shares (
    entry integer primary key references entries (id) on delete cascade,
    words text not null                             -- with commas between
);
create table followed (
    story integer primary key,
    since integer not null                          -- the newest entry when the reader began to
);
alter table journal add column stories text;        -- JSON: what became of stories

-- How far entries are put into stories.
create table grouping (
    one integer primary key check (one = 1),
    turn integer not null,                          -- grows with every change: what is known of an earlier turn is outdated
    entry integer not null,                         -- the newest that was looked at
    story integer not null                          -- the newest number
);
insert into grouping values (1, 0, 0, 0);

-- Clusters take the place of what a list had to know of twins.
drop trigger twins_joined;
drop trigger twins_shown;
drop trigger twins_deleted;
drop trigger twins_moved;
drop view places;
drop table doubles;
drop index statuses_all;
drop index statuses_unread;
drop index statuses_feed;
drop index statuses_feed_unread;
alter table statuses drop column behind;
create index statuses_all on statuses (sort, entry, cluster) where shown = 1;
create index statuses_unread on statuses (sort, entry, cluster) where shown = 1 and unread = 1;
create index statuses_feed on statuses (feed, sort, entry, cluster) where shown = 1;
create index statuses_feed_unread on statuses (feed, sort, entry, cluster) where shown = 1 and unread = 1;
create index statuses_cluster on statuses (cluster, entry, feed, unread, read_at, sort)
    where cluster is not null and shown = 1;
create index statuses_story on statuses (story) where story is not null;

-- Lists of several feeds of which the number of rows is kept: `all`, `loud` without the quiet feeds, and each folder, with
-- those below it, as `folder:` and its path.
create table scopes (
    feed integer not null references feeds (id) on delete cascade,
    scope text not null,
    primary key (feed, scope)
) without rowid;
create view feed_scopes as
with recursive paths (feed, path, rest) as (
    select id, '', folder || '/' from feeds where folder <> ''
    union all
    select feed, path || iif(path = '', '', '/') || substr(rest, 1, instr(rest, '/') - 1), substr(rest, instr(rest, '/') + 1)
        from paths where rest <> ''
)
select id as feed, 'all' as scope from feeds
union all select id, 'loud' from feeds where quiet = 0
union all select feed, 'folder:' || path from paths where path <> '';

-- What each cluster has in each of them, and how many of its entries are no rows there.
create table tallies (
    cluster integer not null,
    scope text not null,
    total integer not null,
    unread integer not null,
    primary key (cluster, scope)
) without rowid;
create table spares (
    scope text primary key,
    total integer not null,
    unread integer not null
) without rowid;
create trigger tallies_insert after insert on tallies begin
    insert into spares (scope, total, unread) values (new.scope, max(new.total - 1, 0), max(new.unread - 1, 0))
        on conflict do update set total = total + excluded.total, unread = unread + excluded.unread;
end;
create trigger tallies_update after update on tallies begin
    update spares set
        total = total + max(new.total - 1, 0) - max(old.total - 1, 0),
        unread = unread + max(new.unread - 1, 0) - max(old.unread - 1, 0)
    where scope = new.scope;
end;
create trigger tallies_delete after delete on tallies begin
    update spares set total = total - max(old.total - 1, 0), unread = unread - max(old.unread - 1, 0)
    where scope = old.scope;
end;

create trigger scopes_insert after insert on scopes begin
    insert into tallies (cluster, scope, total, unread)
        select cluster, new.scope, count(*), sum(unread) from statuses
        where feed = new.feed and cluster is not null and shown = 1 group by cluster
        on conflict do update set total = total + excluded.total, unread = unread + excluded.unread;
end;
create trigger scopes_delete after delete on scopes begin
    insert into tallies (cluster, scope, total, unread)
        select cluster, old.scope, -count(*), -sum(unread) from statuses
        where feed = old.feed and cluster is not null and shown = 1 group by cluster
        on conflict do update set total = total + excluded.total, unread = unread + excluded.unread;
    delete from tallies where scope = old.scope and total <= 0;
end;
create trigger feeds_insert after insert on feeds begin
    insert into scopes (feed, scope) select feed, scope from feed_scopes where feed = new.id;
end;
create trigger feeds_update after update of folder, quiet on feeds
when (new.folder, new.quiet) is not (old.folder, old.quiet) begin
    delete from scopes where feed = new.id and scope not in (select scope from feed_scopes where feed = new.id);
    insert or ignore into scopes (feed, scope) select feed, scope from feed_scopes where feed = new.id;
end;

create trigger clusters_read after update of unread on statuses
when new.cluster is not null and new.cluster is old.cluster and new.shown = 1 and old.shown = 1
    and new.unread <> old.unread
begin
    update tallies set unread = unread + new.unread - old.unread
    where cluster = new.cluster and scope in (select scope from scopes where feed = new.feed);
end;
create trigger clusters_left after update of cluster, shown on statuses
when old.cluster is not null and old.shown = 1 and (new.cluster, new.shown) is not (old.cluster, old.shown)
begin
    update tallies set total = total - 1, unread = unread - old.unread
    where cluster = old.cluster and scope in (select scope from scopes where feed = old.feed);
    delete from tallies where cluster = old.cluster and total <= 0;
end;
create trigger clusters_joined after update of cluster, shown on statuses
when new.cluster is not null and new.shown = 1 and (new.cluster, new.shown) is not (old.cluster, old.shown)
begin
    insert into tallies (cluster, scope, total, unread)
        select new.cluster, scope, 1, new.unread from scopes where feed = new.feed
        on conflict do update set total = total + 1, unread = unread + excluded.unread;
end;
create trigger clusters_deleted after delete on statuses when old.cluster is not null and old.shown = 1 begin
    update tallies set total = total - 1, unread = unread - old.unread
    where cluster = old.cluster and scope in (select scope from scopes where feed = old.feed);
    delete from tallies where cluster = old.cluster and total <= 0;
end;
-- Twins are a cluster where no story is.
create trigger twins_joined after update of twin on statuses when new.twin is not old.twin begin
    update statuses set cluster = new.twin where entry = new.entry and (cluster is null or cluster > 0);
end;

insert into scopes (feed, scope) select feed, scope from feed_scopes;
update statuses set cluster = twin where twin is not null;
