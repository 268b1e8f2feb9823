-- What has ended, partitioned by the day (UTC) on which it ended, so that it leaves by partition.
-- Why the end and not the submission: retention is counted from the end, and a partition that is past it is whole.
-- Hazard: there is no default partition. make_day_partitions() runs at every start, as the last step of the
-- migration, and every hour; a day without its partition would refuse every end.

create table task_history (
    id uuid not null,
    seq bigint not null,
    state text not null constraint state_is_terminal
        check (state in ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'EXPIRED')),
    priority smallint not null,
    selector jsonb not null,
    guarantee text not null,
    attempt integer not null,
    max_attempts integer not null,
    timeout_millis bigint not null,
    queue_limit_millis bigint not null,
    submitted_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz not null,
    type text not null,
    name text,
    submission jsonb not null,
    submitted_by text not null,
    rerun_of uuid,
    node text,
    exit_code integer,
    reason_code text,
    reason_text text,
    -- [{code, seconds}] of an EXPIRED task.
    waited jsonb,
    primary key (id, ended_at),
    constraint a_reason_is_whole check ((reason_code is null) = (reason_text is null)),
    constraint what_expired_never_ran check (state <> 'EXPIRED' or attempt = 0)
) partition by range (ended_at);
create index task_history_by_node on task_history (node, id desc) where node is not null;
create index task_history_by_state on task_history (state, id desc);
create index task_history_by_name on task_history (name, id desc) where name is not null;

create table attempt_history (
    task_id uuid not null,
    attempt integer not null,
    node text not null,
    epoch bigint not null,
    state text not null constraint attempt_has_ended
        check (state in ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'LOST')),
    assigned_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz not null,
    exit_code integer,
    reason_code text,
    reason_text text,
    -- Reports of it that came after its end and changed nothing but this number.
    refused_reports integer not null default 0,
    log_seq bigint not null,
    log_bytes bigint not null,
    log_truncated boolean not null,
    primary key (task_id, attempt, ended_at),
    constraint an_attempts_reason_is_whole check ((reason_code is null) = (reason_text is null))
) partition by range (ended_at);

-- Output in the order in which it came. The same piece twice is kept out by attempt.log_seq, under that row's lock.
create table task_log (
    task_id uuid not null,
    attempt integer not null,
    seq bigint not null,
    stream text not null constraint stream_is_known check (stream in ('STDOUT', 'STDERR')),
    text text not null,
    at timestamptz not null,
    primary key (task_id, attempt, seq, at)
) partition by range (at);

-- The longest beginning of the text that fits, cut between two characters.
create function utf8_prefix(text text, bytes integer) returns text language sql immutable strict as $$
    select coalesce(
        (select convert_from(substring(b for n), 'UTF8')
         from (select convert_to(text, 'UTF8') as b) utf8,
              generate_series(least(bytes, octet_length(b)), greatest(least(bytes, octet_length(b)) - 3, 0), -1) n
         where n = octet_length(b) or get_byte(b, n) & 192 <> 128
         order by n desc limit 1),
        '')
$$;

-- Makes what is missing of the daily partitions from the first day to the last, both included.
-- Attached rather than created as partitions: that would lock the parent against every read and write.
create function make_day_partitions(first_day date, last_day date) returns void language plpgsql as $$
declare
    parent text;
    child text;
    day date;
begin
    -- Two replicas at once would both find a day missing.
    perform pg_advisory_xact_lock(hashtext('make_day_partitions'));
    foreach parent in array array['task_history', 'attempt_history', 'task_log'] loop
        for day in select generate_series(first_day, last_day, interval '1 day')::date loop
            child := parent || '_' || to_char(day, 'YYYYMMDD');
            if to_regclass(child) is null then
                execute format('create table %I (like %I including defaults including constraints)', child, parent);
                execute format(
                    'alter table %I attach partition %I for values from (%L) to (%L)',
                    parent,
                    child,
                    to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00',
                    to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
            end if;
        end loop;
    end loop;
end
$$;
