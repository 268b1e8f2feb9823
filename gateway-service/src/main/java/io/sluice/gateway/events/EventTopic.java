package io.sluice.gateway.events;

import io.sluice.contracts.event.Topics;

/** A topic that is shown to clients. The order of the constants is part of the event id. */
enum EventTopic {
    /** What happens to tasks. */
    TASK(Topics.TASK_EVENTS, "task"),
    /** What happens to nodes. */
    NODE(Topics.NODE_EVENTS, "node");

    private final String topic;
    private final String event;

    EventTopic(String topic, String event) {
        this.topic = topic;
        this.event = event;
    }

    /** Its name at Kafka. */
    String topic() {
        return topic;
    }

    /** What its events are called in the stream. */
    String event() {
        return event;
    }
}
