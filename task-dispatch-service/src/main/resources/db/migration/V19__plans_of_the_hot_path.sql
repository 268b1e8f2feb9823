-- A function in SQL that is not inlined is planned anew in each statement that calls it; one in PL/pgSQL once a session. These are
-- called for each task. What they answer is what it was: see V2 and V14.

create or replace function queue_clock() returns timestamptz language plpgsql volatile as $$
begin
    return (select coalesce(paused_since, clock_timestamp()) - paused_total from queue_state);
end
$$;

create or replace function selector_digest(type text, labels bytea) returns bytea language plpgsql immutable as $$
begin
    return sha256(convert_to(type || E'\n', 'UTF8') || labels);
end
$$;

-- Of use to the count of a minute alone, which says what the index says. Without the condition a look-up of some tasks by their
-- ids on the days on which they can have ended combined it with the key's index, and so read all that ended on these days.
-- Hazard: making the index keeps tasks from ending until it is made. A replica of the version before, as long as there is one,
-- passes over a day to count a minute.
drop index task_history_by_end;
create index task_history_by_end on task_history (ended_at) where attempt >= 0;

-- The same of the queue: a claim, which asks for what is queued in the queue's order, must not read it by expiry and sort.
drop index task_by_expiry;
create index task_by_expiry on task (expires_at) where state = 'QUEUED' and queue_limit_millis > 0;
