-- Whoever ends an attempt is named with the cause. A person is named by stop_by and cancel_by alone; where it was not the
-- person's own word, such as at the deadline of a drain, the detail says in words what it was and whose.
-- Null for a person's own word, and in rows from before this.
alter table attempt
    add column stop_detail text,
    add constraint only_a_stop_has_a_detail check (stop_cause is not null or stop_detail is null);
alter table task
    add column cancel_detail text,
    add constraint only_a_cancel_has_a_detail check (cancel_by is not null or cancel_detail is null);
