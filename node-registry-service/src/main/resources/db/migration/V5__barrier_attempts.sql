-- How many live attempts task-dispatch counted when it closed the barrier: how far a drain has come is told by it.
-- Hazard: null for a drain from before this column. During an update a replica of the version before this one neither sets
-- nor clears it, so readers look at the barrier first, and at the count only when it is not below what is left.
alter table node add column barrier_attempts integer;
alter table node add constraint attempts_at_the_barrier_are_counted check (barrier_attempts >= 0);
