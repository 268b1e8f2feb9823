package io.sluice.dispatch.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.dispatch.metrics.PoolPolicy.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolPolicyTest {
    @Test
    void poolsWithMostToDoComeFirst() {
        assertThat(PoolPolicy.bounded(List.of(new Pool("small", 1, 0, 5), new Pool("large", 3, 4, 9)), 2))
                .containsExactly(new Pool("large", 3, 4, 9), new Pool("small", 1, 0, 5));
    }

    @Test
    void whatAsksForNoPoolIsAnybodys() {
        assertThat(PoolPolicy.bounded(List.of(new Pool("", 2, 1, 3)), 1)).containsExactly(new Pool("any", 2, 1, 3));
    }

    @Test
    void pastTheBoundPoolsAreOneTogether() {
        assertThat(PoolPolicy.bounded(
                        List.of(new Pool("a", 9, 0, 1), new Pool("b", 2, 1, 7), new Pool("c", 1, 1, 4)), 1))
                .containsExactly(new Pool("a", 9, 0, 1), new Pool("other", 3, 2, 7));
    }

    @Test
    void anybodysIsNeverAmongTheRest() {
        assertThat(PoolPolicy.bounded(List.of(new Pool("a", 9, 0, 1), new Pool("", 1, 0, 4)), 1))
                .containsExactly(new Pool("a", 9, 0, 1), new Pool("any", 1, 0, 4));
    }

    @Test
    void aPoolThatIsCalledLikeOneOfThoseIsCountedWithIt() {
        assertThat(PoolPolicy.bounded(List.of(new Pool("any", 5, 0, 1), new Pool("", 1, 2, 4)), 9))
                .containsExactly(new Pool("any", 6, 2, 4));
    }

    @Test
    void withoutTasksThereAreNoPools() {
        assertThat(PoolPolicy.bounded(List.of(), 9)).isEmpty();
    }
}
