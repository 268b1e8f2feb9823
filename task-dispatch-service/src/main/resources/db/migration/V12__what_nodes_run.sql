-- Which types of tasks a node runs: what the claim must know of a node beside its labels.
-- Hazard: while a replica of the version before this one still runs, it admits nodes without their types. So types hold only
-- for the epoch that they came with.

alter table node_admission
    add column types text[],
    add column types_epoch bigint,
    -- Those of which nothing is known are taken to run what every node before this version did.
    add column runs text[] not null generated always as (
        case when types is not null and types_epoch = epoch then types else array['exec', 'noop'] end) stored;
