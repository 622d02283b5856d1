-- The first schema.
--
-- Entry ids grow in the order of arrival, so that an id serves as a watermark: a list opened at W holds no entry > W.
-- Moments are seconds since 1970. Truth values are 0 and 1.

create table meta (
    key text primary key,
    value
) without rowid;

create table feeds (
    id integer primary key autoincrement,
    account integer not null default 1,
    -- what the user asked for
    url text not null,
    user_title text,
    folder text not null default '',
    tags text not null default '[]',                -- JSON list
    refresh integer,                                -- seconds
    full_text integer not null default 0,           -- 0 never, 1 on open, 2 always
    user_agent text,
    hidden integer not null default 0,              -- unsubscribed, kept
    position integer not null default 0,
    -- what the feed says of itself
    own_title text,
    site text,
    language text,
    -- how fetching goes
    validator_url text,
    etag blob,                                      -- as received
    last_modified blob,                             -- as received
    last_poll integer,
    next_poll integer,
    not_before integer,
    last_success integer,
    last_error text,
    http_status integer,
    failures integer not null default 0,
    posts_per_week real not null default 0,
    -- kept by the triggers below
    total integer not null default 0,
    unread integer not null default 0,
    starred integer not null default 0
);
create unique index feeds_subscribed on feeds (account, url) where hidden = 0;
create index feeds_url on feeds (url);

-- What a feed published. Immutable but for corrections by the publisher.
create table entries (
    id integer primary key autoincrement,
    feed integer not null references feeds (id) on delete cascade,
    identity text not null,
    title text not null,
    lead text not null,
    url text,
    comments text,
    author text,
    date integer not null,                          -- to show: published, else updated, else fetched
    words integer not null,
    published integer,
    updated integer,
    fetched integer not null,
    language text,
    guid text,
    link integer,                                   -- hash of url, to know an entry that comes back under another guid
    hash integer not null,                          -- of all that the feed says of it
    enclosures text,                                -- JSON list
    categories text                                 -- JSON list
);
create unique index entries_identity on entries (feed, identity);
create index entries_link on entries (feed, link) where link is not null;

create table bodies (
    entry integer primary key references entries (id) on delete cascade,
    html blob not null,                             -- zstd
    summary blob                                    -- zstd
);

-- What an entry said before its latest correction.
create table versions (
    entry integer primary key references entries (id) on delete cascade,
    replaced integer not null,
    title text not null,
    html blob                                       -- zstd
);

-- What the reader did with an entry, and its place in the lists.
create table statuses (
    entry integer primary key references entries (id) on delete cascade,
    feed integer not null,
    sort integer not null,                          -- date clamped to the time of fetching
    unread integer not null default 1,
    read_at integer,
    starred integer not null default 0,
    muted integer not null default 0,
    seen integer not null default 0,
    story integer,
    shown integer not null default 1                -- not muted, and the feed not hidden
);
-- One index for each kind of list; the entry's id ends every key by itself.
create index statuses_all on statuses (sort) where shown = 1;
create index statuses_unread on statuses (sort) where shown = 1 and unread = 1;
create index statuses_starred on statuses (sort) where shown = 1 and starred = 1;
create index statuses_feed on statuses (feed, sort) where shown = 1;
create index statuses_feed_unread on statuses (feed, sort) where shown = 1 and unread = 1;
create index statuses_read on statuses (read_at, feed, sort) where shown = 1 and unread = 0;

-- Counts are kept here, so that no writer can forget them.
create trigger statuses_insert after insert on statuses when new.shown = 1 begin
    update feeds set total = total + 1, unread = unread + new.unread, starred = starred + new.starred
    where id = new.feed;
end;
create trigger statuses_update after update of unread, starred, shown on statuses begin
    update feeds set
        total = total + new.shown - old.shown,
        unread = unread + new.unread * new.shown - old.unread * old.shown,
        starred = starred + new.starred * new.shown - old.starred * old.shown
    where id = new.feed;
end;
create trigger statuses_delete after delete on statuses when old.shown = 1 begin
    update feeds set total = total - 1, unread = unread - old.unread, starred = starred - old.starred
    where id = old.feed;
end;

create table tags (
    entry integer not null references entries (id) on delete cascade,
    tag text not null,
    primary key (entry, tag)
) without rowid;
create index tags_tag on tags (tag, entry);

-- Steps that can be undone.
create table journal (
    id integer primary key autoincrement,
    at integer not null,
    text text not null,                             -- in words, for the status line
    entries integer not null default 0,
    mark text,                                      -- a mark on the entries of `changes`
    tag text,
    feeds text,                                     -- or JSON: what became of subscriptions
    undone integer not null default 0
);
-- The entries that a step changed. What they were before follows from the mark, but for the time of reading.
create table changes (
    step integer not null references journal (id) on delete cascade,
    entry integer not null,
    read_at integer,
    primary key (step, entry)
) without rowid;

-- Lists being marked read, slice by slice: what is left is unread, arrived by the watermark, and lies between low and
-- high. A list is that of some feeds (a JSON list), of the starred entries, or of all.
create table intents (
    step integer primary key references journal (id) on delete cascade,
    feeds text,
    starred integer not null default 0,
    watermark integer not null,
    low_sort integer not null,
    low_entry integer not null,
    high_sort integer not null,
    high_entry integer not null,
    at integer not null,
    paused integer not null default 0               -- undone before it was through
);
-- Entries that a later change has overtaken; the slices leave them alone.
create table overtaken (
    step integer not null references intents (step) on delete cascade,
    entry integer not null,
    primary key (step, entry)
) without rowid;

-- Changes of subscriptions that feeds.toml does not hold yet.
create table file_edits (
    id integer primary key autoincrement,
    edit text not null                              -- JSON
);
