-- Processes that may never again be the node of a name: a newer one took the name over, or an operator retired it.
--
-- The row of a retired node is also the memory that lets a later registration of the same name go on above the retired
-- epoch and revision, so that nothing old, wherever it is still under way, can pass for new. All rows are kept for
-- good: one for each process that was ever replaced or retired.
--
-- Hazard: whoever changes which incarnation a name has (registration, retirement) must hold the advisory lock of that
-- name (NodeLocks) before reading this table. A row lock is not enough, since a retired node has no row in node.
create table past_incarnation (
    name        text        not null,
    incarnation uuid        not null,
    epoch       bigint      not null,
    revision    bigint      not null,
    ended_as    text        not null,
    ended_at    timestamptz not null default now(),

    constraint an_incarnation_ends_once primary key (name, incarnation),
    constraint ended_as_is_known check (ended_as in ('SUPERSEDED', 'RETIRED')),
    constraint past_epoch_starts_at_one check (epoch >= 1)
);
