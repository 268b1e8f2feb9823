package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.problem.ProblemException;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {
    private final BatchMemory memory = new BatchMemory(100);

    @Test
    void whatIsTakenIsThereAgainOnceItIsGivenBack() {
        memory.take(60);
        memory.take(40);
        assertThatThrownBy(() -> memory.take(1))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("upstream-unavailable");

        memory.giveBack(40);

        assertThatCode(() -> memory.take(40)).doesNotThrowAnyException();
    }
}
