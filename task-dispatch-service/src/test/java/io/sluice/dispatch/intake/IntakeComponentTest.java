package io.sluice.dispatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.uuid.Generators;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.contracts.event.Topics;
import io.sluice.dispatch.DispatchComponent;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@DispatchComponent
class IntakeComponentTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** For a node that no other test makes: these tasks stay where intake puts them. */
    private static final String EXEC =
            "{\"type\":\"exec\",\"command\":[\"true\"],\"nodeSelector\":{\"node\":\"none\"}}";

    @Inject
    Pool pool;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String jdbcUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void connect() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void disconnect() {
        producer.close();
    }

    @Test
    void aRecordBecomesAQueuedTaskAndItsOffsetIsCommitted() {
        UUID id = newId();

        RecordMetadata sent = send(id.toString(), """
                {"id":"%s","submittedBy":"alice","submission":{"type":"exec","command":["echo","hello"],"name":"greet",
                 "priority":5,"queueLimit":"2h","nodeSelector":{"zone":"a"}}}""".formatted(id));

        awaitTask(id);
        Row task = row("""
                select t.*, s.name, s.submitted_by, s.submission ->> 'command' as command, sel.labels ->> 'zone' as zone,
                    t.expires_at - t.submitted_at = interval '2 hours' as two_hours
                from task t join task_spec s on s.task_id = t.id join task_selector sel on sel.id = t.selector_id
                where t.id = $1""", id);
        assertThat(task.getString("state")).isEqualTo("QUEUED");
        assertThat(task.getInteger("priority")).isEqualTo(5);
        assertThat(task.getString("zone")).isEqualTo("a");
        assertThat(task.getString("name")).isEqualTo("greet");
        assertThat(task.getString("submitted_by")).isEqualTo("alice");
        assertThat(task.getString("command")).contains("hello");
        awaitCommitted(sent);
    }

    @Test
    void aProducerNeedNotSayWhoItIsNorGiveAKey() {
        UUID id = newId();

        send(null, task(id));

        awaitTask(id);
        assertThat(row("select submitted_by from task_spec where task_id = $1", id)
                        .getString("submitted_by"))
                .isEqualTo("kafka");
    }

    @Test
    void theSameRecordTwiceIsOneTask() {
        UUID id = newId();
        UUID last = newId();

        send(id.toString(), task(id));
        send(id.toString(), task(id));
        awaitTask(id);
        send(id.toString(), task(id));
        send(id.toString(), task(last));

        awaitRefused(last, "key");
        assertThat(row("select count(*) as n from task where id = $1", id).getLong("n"))
                .isOne();
    }

    @Test
    void aTaskThatEndedIsNotRunAgainWhenItsRecordComesAgain() {
        UUID id = newId();
        send(id.toString(), task(id));
        awaitTask(id);
        end(id);

        RecordMetadata again = send(id.toString(), task(id));

        awaitCommitted(again);
        assertThat(row("select count(*) as n from task where id = $1", id).getLong("n"))
                .isZero();
    }

    @Test
    void theSameIdempotencyKeyIsOneTask() {
        UUID first = newId();
        UUID second = newId();
        String key = "key-" + first;
        send(first.toString(), keyed(first, key));
        awaitTask(first);

        RecordMetadata again = send(second.toString(), keyed(second, key));

        awaitCommitted(again);
        assertThat(row("select count(*) as n from task where id = $1", second).getLong("n"))
                .isZero();
        assertThat(row("select task_id from idempotency_key where key = '" + key + "' and task_id = $1", first)
                        .getUUID("task_id"))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no JSON                | {                                                       | body",
                "an array               | []                                                      | body",
                "no id                  | {'submission':EXEC}                                     | id",
                "a random id            | {'id':'0190b6ce-3d2a-4c4b-9f10-2b8e5d7a6c31','submission':EXEC} | id",
                "an id of the future    | {'id':'ffffffff-3d2a-7c4b-9f10-2b8e5d7a6c31','submission':EXEC} | id",
                "no submission          | {'id':ID}                                               | submission",
                "an unknown field       | {'id':ID,'submission':EXEC,'color':'red'}               | color",
                "a deep unknown field   | {'id':ID,'submission':{'type':'exec','command':['a'],'colour':1}} |"
                        + " submission.colour",
                "an empty command       | {'id':ID,'submission':{'type':'exec','command':[]}}     | submission.command",
                "a bad priority         | {'id':ID,'submission':{'type':'exec','command':['a'],'priority':9}} |"
                        + " submission.priority",
                "NUL                    | {'id':ID,'submission':{'type':'exec','command':['a'],'stdin':'a\\u0000b'}} |"
                        + " submission.stdin",
                "a bad queue limit      | {'id':ID,'submission':{'type':'exec','command':['a'],'queueLimit':'soon'}} |"
                        + " submission.queueLimit"
            })
    void whatIsNoTaskGoesToTheDeadLettersWithItsReason(String what, String body, String field) {
        UUID id = newId();
        byte[] value = body.replace("EXEC", EXEC)
                .replace('\'', '"')
                .replace("ID", "\"" + id + "\"")
                .getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.TASKS, null, value);
        record.headers().add("trace", bytes("t-" + id));

        RecordMetadata sent = send(record);

        ConsumerRecord<byte[], byte[]> letter = awaitLetter(sent);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "trace")).isEqualTo("t-" + id);
        assertThat(header(letter, "sluice-reason")).startsWith(field + ": ").doesNotContain("Exception");
        assertThat(header(letter, "sluice-topic")).isEqualTo(Topics.TASKS);
        assertThat(letter.headers().toArray()).extracting(Header::key).noneMatch(key -> key.startsWith("__"));
        awaitCommitted(sent);
    }

    @Test
    void aTombstoneIsADeadLetterWithoutAValue() {
        RecordMetadata sent = send(new ProducerRecord<>(Topics.TASKS, bytes("k"), null));

        ConsumerRecord<byte[], byte[]> letter = awaitLetter(sent);
        assertThat(letter.value()).isNull();
        assertThat(letter.key()).isEqualTo(bytes("k"));
    }

    @Test
    void poisonedRecordsHoldUpNoneOfTheirPartition() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            UUID id = newId();
            ids.add(id);
            send(new ProducerRecord<>(Topics.TASKS, 3, null, bytes(task(id))));
            send(new ProducerRecord<>(Topics.TASKS, 3, null, bytes("poison " + i)));
        }

        ids.forEach(this::awaitTask);
    }

    @Test
    void ofAllKindsOfBadRecordsNoneHoldsUpTheGoodOnesBetweenThem() {
        Map<Long, String> bad = new LinkedHashMap<>();
        List<UUID> good = new ArrayList<>();
        NastyRecords.all().forEach((kind, value) -> {
            UUID id = newId();
            good.add(id);
            send(new ProducerRecord<>(Topics.TASKS, 5, null, bytes(task(id))));
            bad.put(send(new ProducerRecord<>(Topics.TASKS, 5, null, value)).offset(), kind);
        });
        UUID last = newId();
        good.add(last);
        RecordMetadata end = send(new ProducerRecord<>(Topics.TASKS, 5, null, bytes(task(last))));

        good.forEach(this::awaitTask);
        awaitCommitted(end);
        Map<Long, String> reasons = new HashMap<>();
        letters().stream()
                .filter(letter -> header(letter, "sluice-partition").equals("5"))
                .forEach(letter ->
                        reasons.put(Long.parseLong(header(letter, "sluice-offset")), header(letter, "sluice-reason")));
        assertThat(bad).hasSizeGreaterThan(30);
        bad.forEach((offset, kind) -> assertThat(reasons.get(offset))
                .as(kind)
                .isNotBlank()
                .contains(": ")
                .doesNotContain("can't be stored", "Exception"));
    }

    @Test
    void aLetterThatKafkaRefusesIsCutUntilItFits() throws Exception {
        String small = "3000";
        UUID after = newId();
        List<RecordMetadata> sent = new ArrayList<>();
        deadLettersOfAtMost(small);
        try {
            sent.add(send(new ProducerRecord<>(Topics.TASKS, 6, bytes("k"), bytes("x".repeat(4_000)))));
            ProducerRecord<byte[], byte[]> headers = new ProducerRecord<>(Topics.TASKS, 6, bytes("k"), bytes("x"));
            headers.headers().add("large", bytes("h".repeat(4_000)));
            sent.add(send(headers));
            sent.add(send(new ProducerRecord<>(Topics.TASKS, 6, bytes("k".repeat(4_000)), bytes("x"))));
            sent.add(send(new ProducerRecord<>(
                    Topics.TASKS,
                    6,
                    null,
                    bytes("{"
                            + IntStream.range(0, 200)
                                    .mapToObj(i -> "\"" + "unknown".repeat(5) + i + "\":1")
                                    .collect(Collectors.joining(","))
                            + "}"))));
            send(new ProducerRecord<>(Topics.TASKS, 6, null, bytes(task(after))));

            awaitTask(after);
            sent.forEach(this::awaitLetter);
        } finally {
            deadLettersOfAtMost("4194304");
        }
        assertThat(awaitLetter(sent.get(0)).key()).isEqualTo(bytes("k"));
        assertThat(header(awaitLetter(sent.get(0)), "sluice-value-omitted")).isEqualTo("4000 bytes");
        assertThat(awaitLetter(sent.get(1)).headers().lastHeader("large")).isNull();
        assertThat(awaitLetter(sent.get(1)).key()).isEqualTo(bytes("k"));
        assertThat(new String(awaitLetter(sent.get(2)).key(), StandardCharsets.UTF_8))
                .isEqualTo("sluice.tasks-6-" + sent.get(2).offset());
        assertThat(header(awaitLetter(sent.get(3)), "sluice-reason")).endsWith("...");
    }

    private void deadLettersOfAtMost(String bytes) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.TASKS_DEAD_LETTER);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
        }
    }

    @Test
    void aRecordOfAlmostAMebibyteIsReadAndAnUnfitOneKeptAsItCame() {
        UUID id = newId();
        byte[] large = bytes("{\"id\":\"" + id + "\",\"junk\":\"" + "x".repeat(1_000_000) + "\"}");

        ConsumerRecord<byte[], byte[]> letter = awaitLetter(send(new ProducerRecord<>(Topics.TASKS, null, large)));

        assertThat(letter.value()).isEqualTo(large);
    }

    @Test
    void whatComesWhileTheDatabaseIsAwayWaitsForIt() throws Exception {
        String url = jdbcUrl.substring(0, jdbcUrl.lastIndexOf('/')) + "/postgres";
        String database = jdbcUrl.substring(jdbcUrl.lastIndexOf('/') + 1);
        List<UUID> ids = List.of(newId(), newId(), newId());
        RecordMetadata last;
        try (Connection admin = DriverManager.getConnection(url, user, password);
                Statement statement = admin.createStatement()) {
            statement.execute("alter database " + database + " with allow_connections false");
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");
            send(ids.get(0).toString(), task(ids.get(0)));
            send(null, "poison " + ids.get(1));
            last = send(ids.get(2).toString(), task(ids.get(2)));
            statement.execute("alter database " + database + " with allow_connections true");
        }

        awaitTask(ids.get(0));
        awaitTask(ids.get(2));
        awaitCommitted(last);
    }

    private static UUID newId() {
        return Generators.timeBasedEpochGenerator().generate();
    }

    private static String task(UUID id) {
        return "{\"id\":\"" + id + "\",\"submission\":" + EXEC + "}";
    }

    private static String keyed(UUID id, String key) {
        return "{\"id\":\"" + id + "\",\"idempotencyKey\":\"" + key + "\",\"submission\":" + EXEC + "}";
    }

    private RecordMetadata send(String key, String value) {
        return send(new ProducerRecord<>(Topics.TASKS, key == null ? null : bytes(key), bytes(value)));
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void awaitTask(UUID id) {
        await("the task is queued")
                .atMost(TIMEOUT)
                .until(() ->
                        row("select count(*) as n from task where id = $1", id).getLong("n") == 1);
    }

    private void awaitCommitted(RecordMetadata sent) {
        TopicPartition partition = new TopicPartition(sent.topic(), sent.partition());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            await("the offset is committed").atMost(TIMEOUT).until(() -> {
                var committed = admin.listConsumerGroupOffsets(Topics.DISPATCH_GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(partition);
                return committed != null && committed.offset() > sent.offset();
            });
        }
    }

    private void awaitRefused(UUID id, String field) {
        await("the record is among the dead letters")
                .atMost(TIMEOUT)
                .until(() -> letters().stream()
                        .anyMatch(letter -> new String(letter.value(), StandardCharsets.UTF_8).contains(id.toString())
                                && header(letter, "sluice-reason").startsWith(field + ": ")));
    }

    private ConsumerRecord<byte[], byte[]> awaitLetter(RecordMetadata sent) {
        return await("the record is among the dead letters")
                .atMost(TIMEOUT)
                .until(
                        () -> letters().stream()
                                .filter(letter -> header(letter, "sluice-partition")
                                                .equals("" + sent.partition())
                                        && header(letter, "sluice-offset").equals("" + sent.offset()))
                                .findFirst()
                                .orElse(null),
                        letter -> letter != null);
    }

    private List<ConsumerRecord<byte[], byte[]>> letters() {
        TopicPartition partition = new TopicPartition(Topics.TASKS_DEAD_LETTER, 0);
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.partition.fetch.bytes", 8_388_608),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(500)).forEach(letters::add);
            }
        }
        return letters;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Row row(String sql, UUID id) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(id))
                .await()
                .atMost(TIMEOUT)
                .iterator()
                .next();
    }

    /** What the end of a task leaves behind. */
    private void end(UUID id) {
        pool.withTransaction(transaction -> transaction
                        .query("select make_day_partitions(current_date - 1, current_date + 1)")
                        .execute()
                        .chain(() -> transaction.preparedQuery("""
                                        insert into task_history (id, seq, state, priority, selector, guarantee, attempt,
                                            max_attempts, timeout_millis, queue_limit_millis, submitted_at, ended_at, type,
                                            submission, submitted_by)
                                        select id, seq, 'SUCCEEDED', priority, '{}', guarantee, 1, max_attempts,
                                            timeout_millis, queue_limit_millis, submitted_at, clock_timestamp(), 'exec',
                                            '{}', 'kafka'
                                        from task where id = $1""").execute(Tuple.of(id)))
                        .chain(() -> transaction
                                .preparedQuery("delete from task where id = $1")
                                .execute(Tuple.of(id))))
                .await()
                .atMost(TIMEOUT);
    }
}
