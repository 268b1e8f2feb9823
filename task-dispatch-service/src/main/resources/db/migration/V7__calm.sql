-- Whether silent nodes are declared lost at present, and by what that is decided.
-- Why: when most nodes are silent at once, or the database was away so that none could renew, it is probably us. All
-- replicas have to decide alike, also the one that comes first after an outage, so what they decide by is a row.
-- Hazard: the row is written by each replica every 2 s, by compare-and-set on version, outside any other transaction.
-- Whoever locks it inside a longer one makes the others believe that the database was away.

create table calm (
    singleton boolean primary key default true constraint one_calm check (singleton),
    -- Grows with each write; who has read an older one reads again.
    version bigint not null default 0,
    -- When a replica last found the database at work; null before the first.
    pulse_at timestamptz,
    cause text constraint cause_is_known check (cause in ('MASS_LOSS', 'DATABASE_AWAY')),
    held_since timestamptz,
    held_until timestamptz,
    -- However long the cause lasts, it ends then.
    held_at_most timestamptz,
    -- Nodes that were heard after this are counted while it lasts: who falls silent does not drop out of the count.
    counted_from timestamptz,
    what text,
    -- A mass loss lasted longer than it may be held. None is held again until most nodes are heard of.
    waited_out boolean not null default false,
    constraint a_hold_is_whole check (num_nulls(cause, held_since, held_until, held_at_most, counted_from, what) in (0, 6)),
    constraint a_hold_ends_at_its_limit check (held_until <= held_at_most),
    constraint what_was_waited_out_is_not_held check (not waited_out or cause is null)
);
insert into calm default values;

-- A node that said goodbye in this epoch is silent because it left: it is no loss. An older replica does not set it.
alter table node_lease add column left_epoch bigint
    constraint left_epoch_counts_from_one check (left_epoch >= 1);
