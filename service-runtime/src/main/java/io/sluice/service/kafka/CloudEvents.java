package io.sluice.service.kafka;

import io.sluice.contracts.event.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/** Marks records as CloudEvents 1.0 in binary mode, with JSON for their data. */
public final class CloudEvents {
    private CloudEvents() {}

    /**
     * Adds the attributes of an event.
     *
     * @param id unique for its source; the same event sent twice has the same
     * @param source the service, as a URI reference
     */
    public static void mark(Headers headers, String id, String source, String type, Instant time) {
        add(headers, CloudEventHeaders.SPEC_VERSION, "1.0");
        add(headers, CloudEventHeaders.ID, id);
        add(headers, CloudEventHeaders.SOURCE, source);
        add(headers, CloudEventHeaders.TYPE, type);
        add(headers, CloudEventHeaders.TIME, time.toString());
        add(headers, CloudEventHeaders.CONTENT_TYPE, "application/json");
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
