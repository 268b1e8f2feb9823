package io.sluice.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.contracts.event.CloudEventHeaders;
import io.sluice.service.outbox.Outbox.Message;
import io.sluice.test.Settings;
import io.sluice.test.TestDatabase;
import io.sluice.test.TestKafka;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaProducer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayStoreTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String TYPE = "sluice.test.changed";

    private final String topic = "outbox-" + UUID.randomUUID();
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final List<ReactiveKafkaProducer<String, byte[]>> channels = new ArrayList<>();
    private Pool pool;

    @BeforeEach
    void open() throws Exception {
        TestDatabase database = TestDatabase.create("outbox");
        pool = PgBuilder.pool()
                .connectingTo(database.connectOptions())
                .with(new PoolOptions().setMaxSize(4))
                .using(vertx)
                .build();
        run("""
                create table outbox (
                    seq bigint generated always as identity primary key, topic text not null, key text not null,
                    type text not null, payload jsonb, event_id uuid not null,
                    created_at timestamptz not null default now())""");
        run("""
                create table outbox_batch (
                    seq bigint primary key default nextval(pg_get_serial_sequence('outbox', 'seq')), topic text not null,
                    type text not null, passing boolean not null, keys text[] not null, payloads text[] not null,
                    event_ids uuid[] not null, created_at timestamptz not null default now())""");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    @AfterEach
    void close() {
        relays.forEach(relay -> relay.stop(new ShutdownEvent()));
        channels.forEach(ReactiveKafkaProducer::close);
        pool.closeAndAwait();
        vertx.closeAndAwait();
    }

    @Test
    void eventsLeaveInTheirOrderUnderTheHeadersOfCloudEvents() {
        Outbox outbox = new Outbox(relay(TestKafka.bootstrapServers()));

        append(outbox, IntStream.range(0, 1_200).mapToObj(this::message).toList());

        List<ConsumerRecord<String, String>> records = published(1_200);
        assertThat(records)
                .extracting(ConsumerRecord::value)
                .containsExactlyElementsOf(IntStream.range(0, 1_200)
                        .mapToObj(i -> "{\"number\":" + i + "}")
                        .toList());
        ConsumerRecord<String, String> first = records.get(0);
        assertThat(header(first, CloudEventHeaders.SPEC_VERSION)).isEqualTo("1.0");
        assertThat(header(first, CloudEventHeaders.TYPE)).isEqualTo(TYPE);
        assertThat(header(first, CloudEventHeaders.SOURCE)).isEqualTo("/sluice/test");
        assertThat(header(first, CloudEventHeaders.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(header(first, CloudEventHeaders.TIME)).endsWith("Z");
        assertThat(records.stream().map(record -> header(record, CloudEventHeaders.ID)))
                .doesNotHaveDuplicates();
        await("what the broker has is deleted").atMost(TIMEOUT).until(() -> left() == 0);
    }

    @Test
    void aCommitIsNoticedAtOnceAndNotAtTheNextLook() {
        Outbox outbox = new Outbox(relay(TestKafka.bootstrapServers(), TIMEOUT.multipliedBy(2)));

        append(outbox, List.of(message(1)));

        assertThat(published(1)).extracting(ConsumerRecord::value).containsExactly("{\"number\":1}");
    }

    @Test
    void anEventWithoutAPayloadIsATombstone() {
        Outbox outbox = new Outbox(relay(TestKafka.bootstrapServers()));

        append(outbox, List.of(Message.lasting(topic, "a", TYPE, null)));

        assertThat(published(1).get(0).value()).isNull();
    }

    @Test
    void anEventThatKafkaNeverTakesKeepsNothingThatIsBehindIt() {
        Outbox outbox = new Outbox(relay(TestKafka.bootstrapServers()));

        append(
                outbox,
                List.of(
                        message(1),
                        Message.lasting(topic, "key", TYPE, Map.of("large", "x".repeat(2 << 20))),
                        message(2)));
        append(outbox, List.of(message(3)));

        assertThat(published(3))
                .extracting(ConsumerRecord::value)
                .containsExactly("{\"number\":1}", "{\"number\":2}", "{\"number\":3}");
        await("nothing is left").atMost(TIMEOUT).until(() -> left() == 0);
        assertThat(metrics.counter("sluice.outbox.dropped").count()).isOne();
    }

    @Test
    void anEventThatOnlyPassesIsLeftOutWhenANewerOneOfItsKeyGoesWithIt() {
        OutboxRelay relay = relay("127.0.0.1:1");
        Outbox cutOff = new Outbox(relay);
        append(cutOff, List.of(passing("a", 1), passing("b", 2)));
        append(cutOff, List.of(passing("a", 3)));
        append(cutOff, List.of(Message.lasting(topic, "a", TYPE, Map.of("number", 4)), passing("c", 5)));
        append(cutOff, List.of(passing("a", 6)));
        relay.stop(new ShutdownEvent());

        relay(TestKafka.bootstrapServers());

        assertThat(published(4))
                .extracting(ConsumerRecord::value)
                .containsExactly("{\"number\":2}", "{\"number\":4}", "{\"number\":5}", "{\"number\":6}");
        await("nothing is left").atMost(TIMEOUT).until(() -> left() == 0);
    }

    @Test
    void whatAReplicaOfTheVersionBeforeWroteLeavesInItsPlace() {
        OutboxRelay cutOff = relay("127.0.0.1:1");
        append(new Outbox(cutOff), List.of(message(1), message(2)));
        run("insert into outbox (topic, key, type, payload, event_id) values ('" + topic + "', 'key', '" + TYPE
                + "', '{\"number\": 3}', gen_random_uuid())");
        append(new Outbox(cutOff), List.of(message(4)));
        cutOff.stop(new ShutdownEvent());

        relay(TestKafka.bootstrapServers());

        assertThat(published(4))
                .extracting(ConsumerRecord::value)
                .containsExactly("{\"number\":1}", "{\"number\":2}", "{\"number\": 3}", "{\"number\":4}");
        await("nothing is left").atMost(TIMEOUT).until(() -> left() == 0);
    }

    @Test
    void whatWasRolledBackIsNotPublished() {
        Outbox outbox = new Outbox(relay(TestKafka.bootstrapServers()));

        pool.withTransaction(transaction -> outbox.append(transaction, List.of(message(1)))
                        .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("on purpose"))))
                .onFailure()
                .recoverWithNull()
                .await()
                .atMost(TIMEOUT);
        append(outbox, List.of(message(2)));

        assertThat(published(1)).extracting(ConsumerRecord::value).containsExactly("{\"number\":2}");
    }

    @Test
    void twoRelaysAtOnceKeepTheOrderAndSendNothingTwice() {
        Outbox one = new Outbox(relay(TestKafka.bootstrapServers()));
        Outbox other = new Outbox(relay(TestKafka.bootstrapServers()));

        for (int i = 0; i < 100; i += 2) {
            append(one, List.of(message(i)));
            append(other, List.of(message(i + 1)));
        }

        assertThat(published(100))
                .extracting(ConsumerRecord::value)
                .containsExactlyElementsOf(IntStream.range(0, 100)
                        .mapToObj(i -> "{\"number\":" + i + "}")
                        .toList());
    }

    @Test
    void eventsOutliveABrokerThatIsAwayAndARelayThatDied() {
        OutboxRelay cutOff = relay("127.0.0.1:1");
        append(new Outbox(cutOff), List.of(message(1), message(2)));
        await("it has tried").atMost(TIMEOUT).until(() -> cutOff.failures() > 0);
        assertThat(left()).isEqualTo(2);
        cutOff.stop(new ShutdownEvent());

        // Nobody wakes this one: it finds by itself what another left.
        relay(TestKafka.bootstrapServers());

        assertThat(published(2)).extracting(ConsumerRecord::value).containsExactly("{\"number\":1}", "{\"number\":2}");
    }

    @Test
    void aCrashBetweenTheSendingAndTheDeletingSendsAgainUnderTheSameIds() {
        run("create function fail() returns trigger language plpgsql as $$ begin raise exception 'on purpose'; end $$");
        run("create trigger crash before delete on outbox_batch for each statement execute function fail()");
        OutboxRelay relay = relay(TestKafka.bootstrapServers());
        append(new Outbox(relay), List.of(message(1), message(2)));
        await("it was sent and not deleted").atMost(TIMEOUT).until(() -> relay.failures() > 0);
        run("drop trigger crash on outbox_batch");

        await("it is deleted").atMost(TIMEOUT).until(() -> left() == 0);
        List<ConsumerRecord<String, String>> records = published(4);
        assertThat(records).hasSizeGreaterThanOrEqualTo(4);
        assertThat(records.stream()
                        .map(record -> header(record, CloudEventHeaders.ID))
                        .distinct())
                .hasSize(2);
        assertThat(records.get(records.size() - 1).value()).isEqualTo("{\"number\":2}");
    }

    @Test
    void aBrokerThatIsAwayHoldsNoTransactionForEachEventOfABatch() {
        OutboxRelay relay = relay("127.0.0.1:1");

        append(
                new Outbox(relay),
                IntStream.range(0, 500).mapToObj(this::message).toList());

        // The client waits 5 s for an event that it has no broker for: one after the other that would be 40 minutes.
        await("it has given up").atMost(TIMEOUT).until(() -> relay.failures() > 0);
        assertThat(left()).isEqualTo(500);
    }

    private OutboxRelay relay(String bootstrapServers) {
        return relay(bootstrapServers, Duration.ofSeconds(1));
    }

    private OutboxRelay relay(String bootstrapServers, Duration interval) {
        OutboxConfig config = Settings.of(
                OutboxConfig.class,
                "sluice.outbox.source",
                "/sluice/test",
                "sluice.outbox.interval",
                interval.toString());
        ReactiveKafkaProducer<String, byte[]> channel = TestChannel.to(bootstrapServers);
        channels.add(channel);
        OutboxRelay relay = new OutboxRelay(pool, new EventPublisher(() -> channel, config), config, vertx, metrics);
        relay.start(new StartupEvent());
        relays.add(relay);
        return relay;
    }

    private Message message(int number) {
        return Message.lasting(topic, "key", TYPE, Map.of("number", number));
    }

    private Message passing(String key, int number) {
        return new Message(topic, key, TYPE, true, Map.of("number", number));
    }

    private void append(Outbox outbox, List<Message> messages) {
        pool.withTransaction(transaction -> outbox.append(transaction, messages))
                .await()
                .atMost(TIMEOUT);
    }

    /** So many records of the topic, from its beginning. */
    private List<ConsumerRecord<String, String>> published(int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "enable.auto.commit", false),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            await(count + " records").atMost(TIMEOUT).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private long left() {
        return pool.query(
                        "select coalesce(sum(cardinality(keys)), 0) + (select count(*) from outbox) as left from outbox_batch")
                .execute()
                .await()
                .atMost(TIMEOUT)
                .iterator()
                .next()
                .getLong("left");
    }

    private void run(String sql) {
        pool.query(sql).execute().await().atMost(TIMEOUT);
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
