-- The process that runs it has lost its name, and may live: nothing of it is heard any more, and its time counts from
-- here, the last renewal that it had, whatever the lease of the name says since. Null while the lease says it.
-- Hazard: an older replica does not look at it, and ends such an attempt at once.
alter table attempt add column unheard_since timestamptz;
create index attempt_unheard on attempt (unheard_since) where unheard_since is not null;

-- Whoever ends an attempt is named with the cause. A person is named by stop_by alone; where it was not the person's own
-- word, such as at the deadline of a drain, the detail says in words what it was and whose.
-- Null for a person's own word, and in rows from before this.
alter table attempt
    add column stop_detail text,
    add constraint only_a_stop_has_a_detail check (stop_cause is not null or stop_detail is null) not valid;
