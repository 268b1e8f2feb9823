-- Who changed a drain that stands, and the way out of a node whose own process was told to stop.
--
-- A drain is signed by whoever gave it its reason. Who set its deadline and who changed it last stand beside, so that
-- nobody's words stand under another's name. Null in rows from before this: then all of it is the author's.
--
-- A stop closes a node as a drain does, beside an operator's drain and apart from it, and it is of one epoch: the next
-- registration ends it, and never an operator's drain.
-- Hazard: a stop stands only while stop_epoch = epoch. During an update a replica of the version before this one neither
-- sets nor clears these columns, so readers compare the epochs, and what came of a stop that is over may be left behind.
alter table node
    add column drain_deadline_by text,
    add column drain_changed_by  text,
    add column drain_changed_at  timestamptz,
    add column stop_since        timestamptz,
    add column stop_epoch        bigint,
    add constraint a_changed_drain_names_who check ((drain_changed_at is null) = (drain_changed_by is null)),
    add constraint a_stop_is_of_an_epoch check ((stop_since is null) = (stop_epoch is null)),
    drop constraint only_a_drain_closes_the_barrier,
    add constraint only_a_drain_or_a_stop_closes_the_barrier check (
        drain_since is not null or stop_since is not null or barrier_closed_at is null),
    drop constraint drained_only_behind_the_barrier,
    add constraint drained_only_behind_the_barrier_or_by_a_stop check (
        barrier_closed_at is not null or stop_since is not null or drained_at is null);

create index node_with_open_drain_or_stop on node (name)
    where (drain_since is not null or stop_since is not null) and drained_at is null;
drop index node_with_open_drain;
