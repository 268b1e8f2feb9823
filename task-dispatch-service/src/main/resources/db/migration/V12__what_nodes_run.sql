-- Which types of tasks a node runs, and why it takes none at present: what the claim must know of a node beside its labels.
-- Why the type is a part of the selector: tasks of a type that nobody runs then have a queue of their own, and hold up no
-- other.
-- Hazard: while a replica of the version before this one still runs, it admits nodes without their types, and queues tasks
-- under selectors without a type. So types hold only for the epoch that they came with; and a selector without a type stays
-- possible: the claim then looks at the type of the task itself, and type_selectors() takes such selectors away.

alter table node_admission
    add column types text[],
    add column types_epoch bigint,
    -- Those of which nothing is known are taken to run what every node before this version did.
    add column runs text[] not null generated always as (
        case when types is not null and types_epoch = epoch then types else array['exec', 'noop'] end) stored;

-- Said by the node, with its renewals and with the report of an attempt that it could not begin. Of the lease's epoch.
alter table node_lease
    add column closed_reason text,
    add column closed_since timestamptz,
    add constraint closed_since_some_time_for_a_reason check ((closed_since is null) = (closed_reason is null));

-- A task whose attempts no node could begin has never run, however many there were. Not checked of what is there: it holds.
alter table task_history drop constraint what_expired_never_ran;
alter table task_history add constraint what_expired_never_ran
    check (state <> 'EXPIRED' or (started_at is null and exit_code is null)) not valid;

-- The digest is that of the type, a line break, and the digest that the labels alone had before: see selector_digest().
alter table task_selector add column type text;

create function selector_digest(type text, labels bytea) returns bytea language sql immutable as $$
    select sha256(convert_to(type || E'\n', 'UTF8') || labels)
$$;

-- Gives selectors without a type theirs. One that all its tasks agree on is written in place; else its waiting tasks, up to so
-- many, go to the selector of their type. Answers how many tasks went. What somebody holds is left for the next time.
create function type_selectors(most integer) returns integer language plpgsql as $$
declare
    untyped record;
    found_types text[];
    moved integer := 0;
    step integer;
begin
    for untyped in select id, digest, labels from task_selector where type is null order by id for update skip locked loop
        -- A statement of its own, with a later snapshot: whoever used the selector meanwhile has committed.
        select array_agg(distinct s.type) into found_types
        from task t join task_spec s on s.task_id = t.id where t.selector_id = untyped.id;
        continue when found_types is null;
        if cardinality(found_types) = 1 and not exists (
            select from task_selector where digest = selector_digest(found_types[1], untyped.digest)) then
            update task_selector
            set type = found_types[1], digest = selector_digest(found_types[1], untyped.digest) where id = untyped.id;
            continue;
        end if;
        insert into task_selector (digest, labels, type)
        select selector_digest(found.type, untyped.digest) as digest, untyped.labels, found.type
        from unnest(found_types) as found (type)
        order by digest on conflict (digest) do nothing;
        with waiting as (
            select t.id from task t where t.selector_id = untyped.id and t.state = 'QUEUED'
            order by t.id limit most - moved for update skip locked)
        update task t set selector_id = typed.id
        from waiting join task_spec s on s.task_id = waiting.id
        join task_selector typed on typed.digest = selector_digest(s.type, untyped.digest)
        where t.id = waiting.id;
        get diagnostics step = row_count;
        moved := moved + step;
        exit when moved >= most;
    end loop;
    return moved;
end
$$;

select type_selectors(100000);
