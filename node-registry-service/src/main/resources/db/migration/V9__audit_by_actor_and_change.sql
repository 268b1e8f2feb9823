-- The audit is read by who did it and by what was done, newest first, as it is read by node.
--
-- Hazard: until both indexes are built, whoever adds an entry waits, and with it every registration, drain and change of a
-- node. That is 4 s for a million entries (measured with 3 million on two busy cores). An audit of several millions has them
-- built by hand before the update, with "create index concurrently" and these names; this then finds them.
create index if not exists audit_of_an_actor_newest_first on audit (actor, seq desc);
create index if not exists audit_of_a_change_newest_first on audit (what, seq desc);
