-- One row for each member of the cluster: who it is, when it was last seen, and what operators wish of it.
--
-- Facts only. RUNNING, DRAINING, DRAINED and OFFLINE are derived and never stored.
--
-- Hazard: heartbeats update last_seen_at, load and running_attempts of every row every few seconds. Those columns must
-- stay out of every index, whole or partial, so that these updates stay within their page; hence the fill factor.
create table node (
    name              text        not null,
    id                uuid        not null,
    epoch             bigint      not null,
    incarnation       uuid        not null,
    kind              text        not null,
    version           text        not null,
    place             jsonb       not null,
    own_labels        jsonb       not null,
    operator_labels   jsonb       not null default '{}',
    own_task_cap      integer     not null,
    operator_task_cap integer,

    -- The wish that the node takes no new task. It stands while drain_since is set.
    drain_since       timestamptz,
    drain_reason      text,
    drain_by          text,
    drain_deadline    timestamptz,
    drain_on_deadline text,
    -- What has come of the wish, each recorded once.
    barrier_closed_at timestamptz,
    drained_at        timestamptz,
    deadline_done_at  timestamptz,

    -- Grows with every change of wish, cap, labels or epoch; what travels to task-dispatch is ordered by it.
    revision          bigint      not null,
    revised_at        timestamptz not null default now(),
    -- The newest revision that task-dispatch has said to have committed.
    barrier_revision  bigint      not null default 0,
    -- Set while task-dispatch is asked to close the node for good; see retirement.
    retire_asked_at   timestamptz,

    registered_at     timestamptz not null default now(),
    last_seen_at      timestamptz not null default now(),
    goodbye_at        timestamptz,
    -- Set once a passage to OFFLINE has been put on record, cleared once the return has.
    offline_recorded_at timestamptz,
    load              double precision not null default -1,
    running_attempts  integer     not null default 0,

    constraint one_node_per_name primary key (name),
    constraint one_name_per_id unique (id),
    constraint name_is_a_node_name check (name ~ '^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$'),
    constraint epoch_starts_at_one check (epoch >= 1),
    constraint kind_is_known check (kind in ('AGENT', 'GATEWAY')),
    constraint labels_and_place_are_objects check (
        jsonb_typeof(own_labels) = 'object' and jsonb_typeof(operator_labels) = 'object' and jsonb_typeof(place) = 'object'),
    constraint own_task_cap_is_0_to_10000 check (own_task_cap between 0 and 10000),
    constraint operator_task_cap_is_0_to_10000 check (operator_task_cap between 0 and 10000),
    constraint a_drain_has_reason_author_and_end_action check (
        (drain_since is null) = (drain_reason is null)
        and (drain_since is null) = (drain_by is null)
        and (drain_since is null) = (drain_on_deadline is null)),
    constraint only_a_drain_has_a_deadline check (drain_since is not null or drain_deadline is null),
    constraint drain_on_deadline_is_known check (drain_on_deadline in ('LEAVE', 'REQUEUE', 'CANCEL')),
    constraint only_a_drain_closes_the_barrier check (drain_since is not null or barrier_closed_at is null),
    constraint drained_only_behind_the_barrier check (barrier_closed_at is not null or drained_at is null),
    constraint only_a_deadline_is_done check (drain_deadline is not null or deadline_done_at is null),
    constraint dispatch_has_committed_no_later_revision check (barrier_revision between 0 and revision)
) with (fillfactor = 60);

-- Both hold a handful of rows, so that the sweepers cost nothing while nothing is pending.
create index node_with_admission_pending on node (revised_at) where barrier_revision < revision;
create index node_with_open_drain on node (name) where drain_since is not null and drained_at is null;
