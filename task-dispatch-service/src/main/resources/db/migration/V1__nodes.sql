-- What each node may take, and how long its attempts are its own.
-- Why two tables: the claim locks rows of node_admission, and a drain's barrier is a write to the same row; renewals,
-- one a node every 5 s, write node_lease and so wait for neither.
-- Hazard: a statement that locks several node_admission rows takes them in the order of their names.

create table node_admission (
    name text primary key,
    epoch bigint not null constraint epoch_counts_from_one check (epoch >= 1),
    kind text not null constraint kind_is_known check (kind in ('AGENT', 'GATEWAY')),
    -- The registry's; only a newer one changes the row, however and how often it arrives.
    revision bigint not null constraint revision_counts_from_one check (revision >= 1),
    task_cap integer not null constraint cap_is_0_to_10000 check (task_cap between 0 and 10000),
    labels jsonb not null,
    -- The drain wish as the registry sent it: who asked and why is told to tasks that wait.
    drain jsonb not null,
    draining boolean not null generated always as ((drain ->> 'enabled')::boolean) stored,
    -- The tombstone of a retired node; only a newer admission opens it again.
    retired_at timestamptz,
    retired_by text,
    changed_at timestamptz not null default clock_timestamp(),
    constraint retired_names_who check ((retired_at is null) = (retired_by is null))
);

create table node_lease (
    name text primary key,
    epoch bigint not null constraint lease_epoch_counts_from_one check (epoch >= 1),
    incarnation uuid,
    -- The replica that serves the node's stream, and which of its streams; null while no stream is attached.
    replica uuid,
    stream uuid,
    attached_at timestamptz,
    -- When the node was last heard: stream attached or lease renewed. All deadlines are counted from here.
    renewed_at timestamptz not null,
    constraint attached_is_whole check ((replica is null) = (stream is null) and (replica is null) = (attached_at is null))
);
