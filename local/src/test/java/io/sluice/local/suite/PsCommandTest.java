package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PsCommandTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertThat(PsCommand.table(List.of(
                        List.of("NAME", "PID", "LOG"), List.of("agent-1", "17", "a"), List.of("kafka", "-", "b"))))
                .containsExactly("NAME     PID  LOG", "agent-1  17   a", "kafka    -    b");
    }
}
