package io.sluice.gateway.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.NodeEvent;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Records of Kafka as clients are shown them. */
final class PublicEvents {
    private static final Logger LOG = Logger.getLogger(PublicEvents.class);
    private static final ObjectMapper JSON = Json.mapper();

    private PublicEvents() {}

    /** One line of JSON, or nothing for a record that is not what its topic promises. */
    static String json(EventTopic topic, byte[] value) {
        try {
            return switch (topic) {
                case TASK -> task(value);
                case NODE -> JSON.writeValueAsString(NodeChange.of(JSON.readValue(value, NodeEvent.class)));
            };
        } catch (IOException | RuntimeException e) {
            LOG.debugf("a record of %s can't be read and is passed over: %s", topic.topic(), e.getMessage());
            return "";
        }
    }

    private static String task(byte[] value) throws IOException {
        JsonNode task = JSON.readTree(value);
        return task != null && task.hasNonNull("id") && task.hasNonNull("state") ? task.toString() : "";
    }
}
