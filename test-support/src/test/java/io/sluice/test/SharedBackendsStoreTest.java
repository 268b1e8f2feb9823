package io.sluice.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class SharedBackendsStoreTest {
    @Test
    void everyDatabaseIsNewAndOnTheSameServer() throws Exception {
        TestDatabase first = TestDatabase.create("orders");
        TestDatabase second = TestDatabase.create("orders");

        assertThat(second.port()).isEqualTo(first.port());
        try (Connection one = first.connect();
                Statement statement = one.createStatement()) {
            statement.execute("create table only_here (id int)");
        }
        try (Connection other = second.connect();
                Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery("select to_regclass('only_here'), version()")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isNull();
            assertThat(rows.getString(2)).startsWith("PostgreSQL 17");
        }
    }

    @Test
    void whatIsSentToTheBrokerCanBeReadByAGroup() throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        try (Admin admin = Admin.create(clients)) {
            admin.createTopics(List.of(new NewTopic("letters", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        Properties producing = new Properties();
        producing.putAll(clients);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("letters", "k", "hello")).get(20, TimeUnit.SECONDS);
        }
        Properties consuming = new Properties();
        consuming.putAll(clients);
        consuming.put("group.id", "readers");
        consuming.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(consuming, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("letters"));
            assertThat(consumer.poll(Duration.ofSeconds(20)))
                    .extracting(ConsumerRecord::value)
                    .containsExactly("hello");
        }
    }

    @Test
    void anotherCallGetsTheSameBroker() {
        assertThat(TestKafka.bootstrapServers()).isEqualTo(TestKafka.bootstrapServers());
    }
}
