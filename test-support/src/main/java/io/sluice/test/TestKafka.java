package io.sluice.test;

import java.util.Map;

/** The one Kafka broker that the tests of this JVM share. It makes no topic by itself. */
public final class TestKafka {
    private TestKafka() {}

    /** Its address. The first call starts it (about 2 s); it ends with the JVM. */
    public static String bootstrapServers() {
        return SharedBackends.ask("kafka").getOrDefault("bootstrap", "");
    }

    /** Settings that keep a broker in the JVM of a Quarkus test from filling its log. */
    static Map<String, String> quietly() {
        return Map.of(
                "quarkus.log.category.\"kafka\".level", "ERROR",
                "quarkus.log.category.\"state.change.logger\".level", "ERROR",
                "quarkus.log.category.\"org.apache.kafka\".level", "WARN");
    }
}
