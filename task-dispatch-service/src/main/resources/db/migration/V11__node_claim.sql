-- How a node's process holds its name, as the registry tells it: see NodeClaim of the contracts.
--
-- Hazard: the registry's topic tells whether a secret is needed, and never its hash, which comes with the registry's call
-- alone. In between (needs_secret, no secret_hash) nobody is the node, and whoever says so is told to ask again.
alter table node_admission
    add column needs_secret boolean not null default false,
    add column secret_hash text constraint secret_hash_is_a_sha256 check (secret_hash ~ '^[0-9a-f]{64}$'),
    -- Null from a registry of the version before: all processes of older epochs are known to be gone.
    add column proven_from bigint,
    add constraint only_a_secret_has_a_hash check (needs_secret or secret_hash is null),
    add constraint proven_from_counts_from_one check (proven_from >= 1);
