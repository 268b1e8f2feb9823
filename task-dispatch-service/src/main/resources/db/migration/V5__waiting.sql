-- Why tasks wait, by selector: the same for all tasks of a selector. One row while a cause holds, closed when another
-- takes its place; an EXPIRED task adds up what lies between its submission and its end.

create table wait_passage (
    selector_id integer not null references task_selector,
    code text not null,
    detail text not null,
    from_at timestamptz not null,
    until_at timestamptz,
    primary key (selector_id, from_at),
    constraint a_passage_has_a_length check (until_at is null or until_at >= from_at)
);
create unique index one_cause_at_a_time on wait_passage (selector_id) where until_at is null;
