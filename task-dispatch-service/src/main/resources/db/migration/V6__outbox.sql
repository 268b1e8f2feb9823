-- Events that are true once this transaction is: published to Kafka afterwards, in the order of seq, and deleted when
-- Kafka has acknowledged them. A crash in between publishes one twice, under the same event_id; it loses none.

create table outbox (
    seq bigint generated always as identity primary key,
    topic text not null,
    key text not null,
    type text not null,
    payload jsonb,
    event_id uuid not null,
    created_at timestamptz not null default now()
);
