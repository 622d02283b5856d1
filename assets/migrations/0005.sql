-- What the full-text index has to take up anew: entries that were corrected, that got or lost a full text, or are gone.
-- The index remembers the last row it has seen; one that has fallen too far behind to know is made anew.

create table reindex (
    seq integer primary key autoincrement,
    entry integer not null
);
create trigger reindex_bounded after insert on reindex begin
    delete from reindex where seq <= new.seq - 200000;
end;
create trigger entries_reindexed after update of hash on entries begin
    insert into reindex (entry) values (new.id);
end;
create trigger entries_unindexed after delete on entries begin
    insert into reindex (entry) values (old.id);
end;
create trigger full_texts_reindexed after update of html on full_texts
when new.html is not old.html begin
    insert into reindex (entry) values (new.entry);
end;
create trigger full_texts_indexed after insert on full_texts when new.html is not null begin
    insert into reindex (entry) values (new.entry);
end;
