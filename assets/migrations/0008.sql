-- What is kept for how long, and what was deleted.

-- JSON: what the user says of keeping; null: nothing.
alter table feeds add column retention text;

-- Entries that were deleted, so that they are known when their feed lists them still, and nothing more.
create table tombstones (
    feed integer not null references feeds (id) on delete cascade,
    identity integer not null,                      -- hash of the entry's identity
    primary key (feed, identity)
) without rowid;
