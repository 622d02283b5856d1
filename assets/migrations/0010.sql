-- Done together with the step before it, and so taken back and done again together with it.
alter table journal add column joined integer not null default 0;
