package io.sluice.dispatch.deadlines;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Timespan;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.attempts.QueuedEnd;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExpiryPolicyTest {
    private static final UUID ID = UUID.fromString("0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31");

    @Test
    void whatNeverRanIsExpired() {
        QueuedEnd end = ExpiryPolicy.onLimit(ID, 0, Timespan.parse("24h"));

        assertThat(end.state()).isEqualTo(TaskState.EXPIRED);
        assertThat(end.reason().code()).isEqualTo("QUEUE_LIMIT");
        assertThat(end.reason().text()).contains("1d");
    }

    @Test
    void whatRanBeforeHasFailed() {
        QueuedEnd end = ExpiryPolicy.onLimit(ID, 2, Timespan.parse("24h"));

        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason().code()).isEqualTo("QUEUE_LIMIT");
        assertThat(end.reason().text()).contains("attempt 2");
    }
}
