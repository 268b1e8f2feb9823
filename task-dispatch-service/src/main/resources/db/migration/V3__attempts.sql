-- Live attempts: who holds which task. What has ended leaves for attempt_history in the same transaction, so that the
-- primary key is the promise that a task has at most one live attempt.
-- Hazard: reports are fenced by (task_id, attempt, node, epoch) in the WHERE clause. Never read, compare, then write.

create table attempt (
    task_id uuid not null references task,
    attempt integer not null constraint attempt_counts_from_one check (attempt >= 1),
    node text not null,
    epoch bigint not null constraint attempt_epoch_counts_from_one check (epoch >= 1),
    state text not null constraint attempt_is_live check (state in ('ASSIGNED', 'RUNNING')),
    assigned_at timestamptz not null,
    started_at timestamptz,
    -- Set while the node's lease has run out and its result is still awaited.
    reconnecting_since timestamptz,
    -- Why the node has to end it: delivered with every renewal until it has ended.
    stop_cause text constraint stop_cause_is_known check (stop_cause in ('CANCEL', 'REQUEUE', 'TIMEOUT')),
    stop_by text,
    -- What is stored of its log: sequence of the last piece, size in bytes, whether the rest was cut.
    log_seq bigint not null default 0,
    log_bytes bigint not null default 0,
    log_truncated boolean not null default false,
    constraint one_live_attempt_per_task primary key (task_id),
    constraint running_iff_started check ((state = 'RUNNING') = (started_at is not null)),
    constraint a_stop_names_who check ((stop_cause is null) = (stop_by is null))
);
create index attempt_by_node on attempt (node);
