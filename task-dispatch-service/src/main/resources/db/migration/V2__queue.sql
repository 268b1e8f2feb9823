-- Live tasks: narrow rows that the claim reads, what it does not need apart from them.
-- Why selectors are interned: the claim looks at the head of the queue of each selector that a free node matches,
-- instead of stepping over all tasks that it does not match.
-- Hazard: task_in_queue_order must stay usable by an index scan for each selector (selector_id = x order by priority
-- desc, seq); a claim costs one probe for each matching selector.

create table task_selector (
    id integer generated always as identity primary key,
    -- SHA-256 of the labels in canonical form: sorted by key, JSON without spaces.
    digest bytea not null constraint one_row_per_selector unique,
    labels jsonb not null
);

create table task (
    id uuid primary key,
    -- Order of arrival. A task that was lost keeps it.
    seq bigint generated always as identity,
    state text not null
        constraint state_is_live check (state in ('QUEUED', 'ASSIGNED', 'RUNNING', 'CANCELING')),
    priority smallint not null constraint priority_is_1_to_5 check (priority between 1 and 5),
    selector_id integer not null references task_selector,
    guarantee text not null
        constraint guarantee_is_known check (guarantee in ('ONCE', 'EXCLUSIVE', 'IDEMPOTENT')),
    -- Number of the newest attempt; 0 before the first.
    attempt integer not null default 0 constraint attempts_count_from_zero check (attempt >= 0),
    max_attempts integer not null constraint max_attempts_is_1_to_100 check (max_attempts between 1 and 100),
    timeout_millis bigint not null constraint timeout_is_positive check (timeout_millis > 0),
    queue_limit_millis bigint not null constraint queue_limit_is_positive check (queue_limit_millis > 0),
    submitted_at timestamptz not null,
    -- When it began to wait this time; submission, or its last loss.
    queued_at timestamptz not null,
    -- In queue time, which stands still while the queue is paused (see queue_clock()).
    expires_at timestamptz not null,
    cancel_by text,
    cancel_since timestamptz,
    constraint canceling_names_who check (
        (state = 'CANCELING') = (cancel_by is not null) and (cancel_by is null) = (cancel_since is null)),
    constraint only_a_queued_task_has_no_attempt check (state = 'QUEUED' or attempt >= 1)
);

create index task_in_queue_order on task (selector_id, priority desc, seq) where state = 'QUEUED';
create index task_by_expiry on task (expires_at) where state = 'QUEUED';
-- What operators list: tasks on nodes, newest first, without stepping over the queue.
create index task_out_of_queue on task (id) where state <> 'QUEUED';
-- Few: tasks that were lost and wait again.
create index task_queued_again on task (id) where state = 'QUEUED' and attempt > 0;
create index task_canceling on task (cancel_since) where state = 'CANCELING';

create table task_spec (
    task_id uuid primary key references task on delete cascade,
    type text not null,
    name text,
    -- The submission as it came: what the node needs, and what a rerun repeats.
    submission jsonb not null,
    submitted_by text not null,
    rerun_of uuid
);
create index task_spec_by_name on task_spec (name, task_id) where name is not null;

create table idempotency_key (
    key text primary key,
    task_id uuid not null,
    -- Null when an outside producer brought the key along in its record.
    body_hash text,
    created_at timestamptz not null default clock_timestamp()
);
create index idempotency_key_by_age on idempotency_key (created_at);

-- One row: whether the queue is paused, and for how long it was, ever.
create table queue_state (
    singleton boolean primary key default true constraint one_queue check (singleton),
    paused_since timestamptz,
    pause_note text,
    paused_by text,
    paused_total interval not null default interval '0',
    constraint a_pause_is_whole check (
        (paused_since is null) = (paused_by is null) and (paused_since is null) = (pause_note is null))
);
insert into queue_state default values;

-- Queue time: the database's clock less all the time for which the queue was paused.
create function queue_clock() returns timestamptz language sql volatile as $$
    select coalesce(paused_since, clock_timestamp()) - paused_total from queue_state
$$;
