-- What a node says of itself: the types of tasks that it runs, when it registers; and why it takes no task at present, with
-- its heartbeats.
-- Hazard: a replica of the version before this one takes registrations and sets none of these. So the types hold only for
-- the incarnation that said them; a process of which nothing is known has null and is taken to run exec and noop.
-- Heartbeats write closed_reason and closed_since: they must stay out of every index, as last_seen_at must.
alter table node
    add column types text[],
    add column types_said_by uuid,
    add column closed_reason text,
    -- By the database's clock, when the first heartbeat said so.
    add column closed_since timestamptz,
    -- Set once the closing has been put on record, cleared once the opening has.
    add column closed_recorded_at timestamptz,
    add constraint closed_since_some_time_for_a_reason check ((closed_since is null) = (closed_reason is null));
