package io.sluice.dispatch.metrics;

import static io.sluice.contracts.node.NodeStatus.DRAINED;
import static io.sluice.contracts.node.NodeStatus.OFFLINE;
import static io.sluice.contracts.node.NodeStatus.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.dispatch.metrics.PoolPolicy.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolPolicyTest {
    @Test
    void poolsWithMostToDoComeFirst() {
        assertThat(PoolPolicy.bounded(List.of(pool("small", 1, 0, 5), pool("large", 3, 4, 9)), 2))
                .containsExactly(pool("large", 3, 4, 9), pool("small", 1, 0, 5));
    }

    @Test
    void whatAsksForNoPoolIsAnybodys() {
        assertThat(PoolPolicy.bounded(List.of(pool("", 2, 1, 3)), 1)).containsExactly(pool("any", 2, 1, 3));
    }

    @Test
    void pastTheBoundPoolsAreOneTogether() {
        assertThat(PoolPolicy.bounded(List.of(pool("a", 9, 0, 1), pool("b", 2, 1, 7), pool("c", 1, 1, 4)), 1))
                .containsExactly(pool("a", 9, 0, 1), pool("other", 3, 2, 7));
    }

    @Test
    void anybodysIsNeverAmongTheRest() {
        assertThat(PoolPolicy.bounded(List.of(pool("a", 9, 0, 1), pool("", 1, 0, 4)), 1))
                .containsExactly(pool("a", 9, 0, 1), pool("any", 1, 0, 4));
    }

    @Test
    void aPoolThatIsCalledLikeOneOfThoseIsCountedWithIt() {
        assertThat(PoolPolicy.bounded(List.of(pool("any", 5, 0, 1), pool("", 1, 2, 4)), 9))
                .containsExactly(pool("any", 6, 2, 4));
    }

    @Test
    void withoutTasksThereAreNoPools() {
        assertThat(PoolPolicy.bounded(List.of(), 9)).isEmpty();
    }

    @Test
    void slotsAreAddedByStatus() {
        Pool first = new Pool("a", 0, 0, 0, Map.of(RUNNING, 5L, OFFLINE, 1L), 0);
        Pool second = new Pool("b", 0, 0, 0, Map.of(RUNNING, 2L, DRAINED, 3L), 0);

        assertThat(PoolPolicy.bounded(List.of(pool("c", 1, 0, 0), second, first), 1))
                .containsExactly(
                        pool("c", 1, 0, 0),
                        new Pool("other", 0, 0, 0, Map.of(RUNNING, 7L, OFFLINE, 1L, DRAINED, 3L), 0));
    }

    @Test
    void ofPoolsWithNothingToDoTheLargestComesFirst() {
        assertThat(PoolPolicy.bounded(
                        List.of(
                                new Pool("a", 0, 0, 0, Map.of(RUNNING, 1L), 0),
                                new Pool("b", 0, 0, 0, Map.of(DRAINED, 2L), 0)),
                        9))
                .extracting(Pool::name)
                .containsExactly("b", "a");
    }

    private static Pool pool(String name, long queued, long live, long oldestSeconds) {
        return new Pool(name, queued, live, oldestSeconds, Map.of(), 0);
    }
}
