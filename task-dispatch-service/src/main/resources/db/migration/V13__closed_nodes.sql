-- Why a node takes no task at present. Said by the node, with its renewals and with the report of an attempt that it could
-- not begin. Of the lease's epoch.
alter table node_lease
    add column closed_reason text,
    add column closed_since timestamptz,
    add constraint closed_since_some_time_for_a_reason check ((closed_since is null) = (closed_reason is null));
