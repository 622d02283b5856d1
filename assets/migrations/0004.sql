-- The full text of entries, taken from their pages. The feed's own text stays in `bodies`.

create table full_texts (
    entry integer primary key references entries (id) on delete cascade,
    state integer not null,                         -- 0 dropped for room, 1 wanted, 2 stored, 3 failed, 4 refused
    shown integer not null default 1,               -- 0: the reader prefers the feed's own text
    at integer not null,                            -- of the last attempt, or of the wish
    again integer,                                  -- when it is fetched of its own accord
    tries integer not null default 0,               -- failures in a row
    why text,                                       -- it failed or was refused, in one line
    source text,                                    -- the address that answered
    words integer not null default 0,
    html blob                                       -- zstd
);
create index full_texts_due on full_texts (again) where again is not null;

-- Their weight is kept here, so that no writer can forget it.
insert into meta (key, value) values ('full_text_bytes', 0);
create trigger full_texts_insert after insert on full_texts when new.html is not null begin
    update meta set value = value + length(new.html) where key = 'full_text_bytes';
end;
create trigger full_texts_update after update of html on full_texts begin
    update meta set value = value + coalesce(length(new.html), 0) - coalesce(length(old.html), 0)
    where key = 'full_text_bytes';
end;
create trigger full_texts_delete after delete on full_texts when old.html is not null begin
    update meta set value = value - length(old.html) where key = 'full_text_bytes';
end;
