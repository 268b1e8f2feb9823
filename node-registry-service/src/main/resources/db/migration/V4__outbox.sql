-- Records on their way to Kafka, written in the transaction of the change that they tell of, sent and deleted by a relay.
--
-- Hazard: for one key, seq must follow the order of commits. It does as long as whoever appends holds the row lock of
-- that node, or the advisory lock of its name, until the commit.
create table outbox (
    seq        bigint      generated always as identity primary key,
    topic      text        not null,
    key        text        not null,
    type       text        not null,
    payload    jsonb,
    event_id   uuid        not null,
    created_at timestamptz not null default now()
);
