package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.problem.ProblemException;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    private final Counter refused = Refusals.counter(new SimpleMeterRegistry(), "body-memory");
    private final BodyMemory memory = new BodyMemory(100, refused);

    @Test
    void whatIsTakenIsThereAgainOnceItIsGivenBack() {
        memory.take(60);
        memory.take(40);
        assertThatThrownBy(() -> memory.take(1))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("upstream-unavailable");
        assertThat(refused.count()).isEqualTo(1);

        memory.giveBack(40);

        assertThatCode(() -> memory.take(40)).doesNotThrowAnyException();
    }
}
