-- Searches that the reader keeps under names.

create table searches (
    id integer primary key autoincrement,
    name text not null unique,
    query text not null,                            -- in the query language
    position integer not null
);

-- A step of the journal may have changed them: JSON.
alter table journal add column searches text;
