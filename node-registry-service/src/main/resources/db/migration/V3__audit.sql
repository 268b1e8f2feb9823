-- What happened to each node: who, when, why. It outlives the node, and is only ever added to; retention takes away
-- what is older than the setting.
--
-- Hazard: now() is when the transaction began, which is before it waited for the node's row; clock_timestamp() keeps
-- the times of one node in the order of seq.
create table audit (
    seq    bigint      generated always as identity,
    name   text        not null,
    at     timestamptz not null default clock_timestamp(),
    what   text        not null,
    actor  text        not null,
    epoch  bigint,
    detail text        not null,

    constraint audit_seq primary key (seq)
);

create index audit_of_a_node_newest_first on audit (name, seq desc);
create index audit_by_age on audit using brin (at);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is append-only: entry % can not be changed', old.seq;
end
$$;

create trigger audit_is_append_only before update on audit for each row execute function audit_is_append_only();
