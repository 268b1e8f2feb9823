-- What ended in each minute: counted once for the whole cluster, when the minute is over, and kept for a day.
-- Why: an overview of the last hour, asked for every few seconds, must not pass over an hour of ended tasks each time.
-- Why an index on the time of the end: without it a minute would cost a pass over its whole day. Its entries come in
-- order, so that an end writes to the last page alone.
-- Hazard: making the index keeps tasks from ending until it is made, and passes over all of the history.

create index task_history_by_end on task_history (ended_at);

create table ended_minute (
    start_at timestamptz primary key
        constraint it_starts_on_a_whole_minute check (mod(extract(epoch from start_at), 60) = 0),
    succeeded bigint not null,
    failed bigint not null,
    timed_out bigint not null,
    canceled bigint not null,
    expired bigint not null,
    -- p50, p95 and p99; see TaskMinute of the contracts.
    waiting_millis bigint[] constraint three_of_waiting check (cardinality(waiting_millis) = 3),
    running_millis bigint[] constraint three_of_running check (cardinality(running_millis) = 3),
    constraint whoever_ended_had_waited check (
        (succeeded + failed + timed_out + canceled + expired = 0) = (waiting_millis is null)),
    constraint whoever_ran_had_waited check (running_millis is null or waiting_millis is not null)
);
