package io.sluice.dispatch.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.service.loop.Next;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuePolicyTest {
    @ParameterizedTest
    @CsvSource({"-PT5S, PT1S", "PT0S, PT1S", "PT0.999S, PT1S", "PT1S, PT1S", "PT29S, PT29S", "PT30.001S, PT30S"})
    void theNextRoundIsDueWhenSomethingIs(Duration untilDue, Duration expected) {
        assertThat(DuePolicy.next(untilDue)).usingRecursiveComparison().isEqualTo(Next.after(expected));
    }
}
