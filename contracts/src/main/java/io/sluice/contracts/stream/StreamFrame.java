package io.sluice.contracts.stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.task.Guarantee;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What dispatch says to a node, one JSON object a line. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "frame")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StreamFrame.Assign.class, name = "assign"),
    @JsonSubTypes.Type(value = StreamFrame.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = StreamFrame.Admission.class, name = "admission"),
    @JsonSubTypes.Type(value = StreamFrame.KeepAlive.class, name = "keep-alive"),
    @JsonSubTypes.Type(value = StreamFrame.GoAway.class, name = "go-away")
})
public sealed interface StreamFrame {
    /**
     * Run this. It may arrive twice; an attempt that the node holds or has ended is not started again.
     *
     * @param epoch of the node for which it was assigned
     * @param timeoutMillis the longest that it may run, milliseconds
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Assign(
            UUID taskId,
            int attempt,
            Epoch epoch,
            Guarantee guarantee,
            String type,
            @Nullable String name,
            @Nullable List<String> command,
            @Nullable Map<String, String> env,
            @Nullable String stdin,
            @Nullable Map<String, String> parameters,
            long timeoutMillis)
            implements StreamFrame {
        /** The attempt. */
        public AttemptRef ref() {
            return new AttemptRef(taskId, attempt);
        }
    }

    /** End this attempt. It may arrive often, and for attempts that have ended. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Stop(UUID taskId, int attempt, StopCause cause) implements StreamFrame {
        /** The attempt. */
        public AttemptRef ref() {
            return new AttemptRef(taskId, attempt);
        }
    }

    /**
     * What dispatch lets the node do has changed; sooner than the next heartbeat would say.
     *
     * @param drained true when it is closed and dispatch counts no live attempt of it, which then stays so until another
     *     revision; else null, and from older versions
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Admission(
            boolean open,
            int taskCap,
            long revision,
            @Nullable Boolean drained) implements StreamFrame {
        /** Of a node that is open, or holds attempts. */
        public Admission(boolean open, int taskCap, long revision) {
            this(open, taskCap, revision, null);
        }
    }

    /** The stream lives. Sent at least every 5 s. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record KeepAlive() implements StreamFrame {}

    /** This replica stops; attach to another one. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record GoAway(String reason) implements StreamFrame {}

    /** Why an attempt has to end. */
    enum StopCause {
        /** Somebody canceled the task: report CANCELED. */
        CANCEL,
        /** The node is drained past its deadline: end it, report CANCELED; the task waits for another node. */
        REQUEUE,
        /** It ran past its timeout: report TIMED_OUT. */
        TIMEOUT,
        /** It is not this node's any more: end it and report nothing. */
        FENCED
    }
}
