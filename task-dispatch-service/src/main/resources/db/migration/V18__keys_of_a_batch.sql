-- What a task has is checked once a statement and not once a row: the foreign keys cost each task four queries of their own.
-- A task takes its row of task_spec along, and does not go while an attempt of it lives. Who writes an attempt has locked its
-- task, and a row of task_spec is written by the statement that writes its task.
--
-- Hazard: a trigger sees the rows of its own statement alone. Whoever writes an attempt without the lock of its task would not
-- be stopped from outliving it.
alter table task_spec drop constraint task_spec_task_id_fkey;
alter table attempt drop constraint attempt_task_id_fkey;

create function end_of_tasks() returns trigger language plpgsql as $$
begin
    if exists (select from attempt where task_id = any(array(select id from gone))) then
        raise foreign_key_violation using message = 'a task can''t go while an attempt of it lives';
    end if;
    delete from task_spec where task_id = any(array(select id from gone));
    return null;
end
$$;
create trigger end_of_tasks after delete on task referencing old table as gone
    for each statement execute function end_of_tasks();

create function attempts_have_tasks() returns trigger language plpgsql as $$
begin
    if (select count(*) from task where id = any(array(select task_id from begun))) < (select count(*) from begun) then
        raise foreign_key_violation using message = 'there is no attempt without its task';
    end if;
    return null;
end
$$;
create trigger attempts_have_tasks after insert on attempt referencing new table as begun
    for each statement execute function attempts_have_tasks();

-- Rows of these live for moments. Dead ones are taken away after so many, however many others live.
alter table task set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000);
alter table task_spec set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000);
alter table attempt set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000);
-- Few rows that change all the time stay in their page.
alter table node_lease set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
