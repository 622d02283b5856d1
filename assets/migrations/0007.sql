-- Rules: what becomes of the entries that a query finds.

create table rules (
    id integer primary key autoincrement,
    query text not null,                            -- as the user wrote it
    action text not null,                           -- mute, tag:NAME, star, read, full-text
    until integer,
    made integer not null,
    below integer,                                  -- entries before this one are still to be held against it
    leaving integer not null default 0              -- it has ended, and what it did is being taken back
);

-- What each rule did to which entry.
create table ruled (
    rule integer not null references rules (id) on delete cascade,
    entry integer not null references entries (id) on delete cascade,
    primary key (rule, entry)
) without rowid;
create index ruled_entry on ruled (entry);

alter table journal add column rules text;          -- JSON: what became of rules
