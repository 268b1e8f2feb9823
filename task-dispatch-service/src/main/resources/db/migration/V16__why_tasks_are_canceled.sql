-- As stop_detail of an attempt: what canceled the task, in words, where it was not the word of whom cancel_by names.
-- Not checked of what is there: the column is new, and the rows are many.
alter table task
    add column cancel_detail text,
    add constraint only_a_cancel_has_a_detail check (cancel_by is not null or cancel_detail is null) not valid;
