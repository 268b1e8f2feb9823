-- What proves that a process is the node of its name.
--
-- Null for a node that registered with a version without secrets: the first registration that shows one sets it.
--
-- Hazard: during an update a replica of the version before this one neither sets nor checks the hash. It stays as it is,
-- and the node's next registration with this version sets it right.
alter table node add column secret_hash text;
-- The processes from this epoch on are known to be gone when the next one registers. One of an older epoch may live: the
-- name was taken over from it when it had been silent for long.
alter table node add column proven_from bigint not null default 1;
alter table node add constraint secret_hash_is_a_sha256 check (secret_hash ~ '^[0-9a-f]{64}$');
alter table node add constraint proven_from_is_an_epoch_of_the_node check (proven_from between 1 and epoch);
