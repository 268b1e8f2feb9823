package io.sluice.test;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** A real broker for the application under test. Topics stay from test to test; a test that minds takes names of its own. */
public class KafkaResource implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(TestKafka.quietly());
        settings.put("kafka.bootstrap.servers", TestKafka.bootstrapServers());
        return settings;
    }

    /** The broker goes on for the tests that follow. */
    @Override
    public void stop() {}
}
