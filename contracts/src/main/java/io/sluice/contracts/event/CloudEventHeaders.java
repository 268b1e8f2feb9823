package io.sluice.contracts.event;

/** Kafka headers of CloudEvents 1.0 in binary mode (Kafka Protocol Binding 1.0.2). Values are UTF-8. */
public final class CloudEventHeaders {
    /** Always {@code 1.0}. */
    public static final String SPEC_VERSION = "ce_specversion";
    /** Unique for its source. */
    public static final String ID = "ce_id";
    /** One of {@link EventTypes}. */
    public static final String TYPE = "ce_type";
    /** The service, as a URI reference such as {@code /sluice/task-dispatch}. */
    public static final String SOURCE = "ce_source";
    /** RFC 3339. */
    public static final String TIME = "ce_time";
    /** The media type of the value. */
    public static final String CONTENT_TYPE = "content-type";

    private CloudEventHeaders() {}
}
