-- Why the type is a part of the selector: tasks of a type that nobody runs then have a queue of their own, and hold up no
-- other.
-- Hazard: a replica of the version before this one queues tasks under selectors without a type, and has before. So such a
-- selector stays possible: the claim then looks at the type of the task itself, and type_selectors(), which each replica
-- calls every minute, takes such selectors away.

-- The digest is that of the type, a line break, and the digest that the labels alone had before: see selector_digest().
alter table task_selector add column type text;

create function selector_digest(type text, labels bytea) returns bytea language sql immutable as $$
    select sha256(convert_to(type || E'\n', 'UTF8') || labels)
$$;

-- Gives selectors without a type theirs. One that all its tasks agree on, of which there are fewer than so many, is written
-- in place; else its waiting tasks, up to so many, go to the selector of their type. Answers how many tasks went. What
-- somebody holds is left for the next time.
create function type_selectors(most integer) returns integer language plpgsql as $$
declare
    untyped record;
    found_types text[];
    looked_at integer;
    moved integer := 0;
    step integer;
begin
    for untyped in select id, digest, labels from task_selector where type is null order by id for update skip locked loop
        -- A statement of its own, with a later snapshot: whoever used the selector meanwhile has committed.
        select array_agg(distinct found.type), count(*) into found_types, looked_at
        from (select s.type from task t join task_spec s on s.task_id = t.id
            where t.selector_id = untyped.id limit most) found;
        continue when found_types is null;
        if looked_at < most and cardinality(found_types) = 1 and not exists (
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
            select t.id from task t where t.state = 'QUEUED' and t.id in (
                select q.id from task q where q.selector_id = untyped.id and q.state = 'QUEUED' limit most - moved)
            order by t.id for update skip locked)
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
