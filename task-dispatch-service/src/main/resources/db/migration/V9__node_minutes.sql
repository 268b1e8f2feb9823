-- How busy each node was: one look at all nodes a minute, taken once for the whole cluster and kept for an hour.
-- Why: what a node held half an hour ago is not to be had from live rows, and counting it from ended attempts would pass
-- over all of them.
-- Hazard: with 10,000 nodes a minute writes and deletes 10,000 rows, in one statement.

create table node_minute (
    node text not null,
    start_at timestamptz not null
        constraint it_starts_on_a_whole_minute check (mod(extract(epoch from start_at), 60) = 0),
    live_attempts integer not null constraint no_less_than_none_is_live check (live_attempts >= 0),
    task_cap integer not null constraint cap_is_0_to_10000 check (task_cap between 0 and 10000),
    -- No drain is on.
    open boolean not null,
    -- Its lease holds.
    attached boolean not null,
    constraint one_look_a_minute primary key (node, start_at)
);
create index node_minute_by_start on node_minute (start_at);
