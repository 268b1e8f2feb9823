-- Events on their way to Kafka, one row for all that were appended together, since a row for each, inserted and deleted, cost
-- as much as the change that it told of. What may be left out once a newer event of its key is sent is said by "passing".
--
-- Hazard: replicas of the version before write to outbox and relay it alone; both tables draw their numbers from one sequence, so
-- that a relay that reads both keeps the order. The next release drops outbox, and has to make this sequence this table's own.
create table outbox_batch (
    seq bigint primary key default nextval(pg_get_serial_sequence('outbox', 'seq')),
    topic text not null,
    type text not null,
    passing boolean not null,
    keys text[] not null,
    -- JSON; null for a tombstone.
    payloads text[] not null,
    event_ids uuid[] not null,
    created_at timestamptz not null default now(),
    constraint each_event_is_whole check (
        cardinality(keys) >= 1 and cardinality(payloads) = cardinality(keys) and cardinality(event_ids) = cardinality(keys))
);
-- All of it is dead after some minutes: statistics say nothing of it, and its dead rows are read over by each round.
alter table outbox_batch set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
