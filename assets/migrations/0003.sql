-- What the user sets for single feeds beside the schedule.

-- JSON: headers, user name, command that prints the password, proxy; null: nothing of it.
alter table feeds add column access text;
-- Left out of the totals and of the list of all that is unread.
alter table feeds add column quiet integer not null default 0;
