package io.sluice.gateway.console;

import static io.sluice.gateway.console.NodeViewBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Reason;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.CalmCause;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.contracts.task.StuckTasks;
import io.sluice.gateway.cluster.Clusters.Answers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WarningPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final Duration OLDEST = Duration.ofMinutes(5);
    private static final QueueSummary IDLE = queue(0, 0, false, null);

    @Test
    void aClusterThatIsWellHasNone() {
        assertThat(warnings(List.of(node(1, NodeStatus.RUNNING)), IDLE)).isEmpty();
    }

    @Test
    void aServiceThatIsAwayIsNamedWithItsSetting() {
        assertThat(WarningPolicy.of(new Answers(Optional.empty(), Optional.empty()), List.of(), OLDEST, NOW))
                .extracting(Warning::remedy)
                .satisfiesExactly(
                        registry -> assertThat(registry).contains("sluice.gateway.registry-urls"),
                        dispatch -> assertThat(dispatch).contains("sluice.gateway.dispatch-urls"));
    }

    @Test
    void aNodeThatIsAwaySaysSinceWhenAndWhatToDo() {
        assertThat(warnings(List.of(node(7, NodeStatus.OFFLINE)), IDLE))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.text()).isEqualTo("n-7 is OFFLINE, it went 1 min ago.");
                    assertThat(warning.remedy()).startsWith("Start it again");
                    assertThat(warning.link()).isEqualTo("/nodes/n-7");
                });
    }

    @Test
    void manyNodesThatAreAwayAreCountedPastTheFifth() {
        List<NodeView> away = IntStream.range(0, 7)
                .mapToObj(number -> node(number, NodeStatus.OFFLINE))
                .toList();

        assertThat(warnings(away, IDLE)).hasSize(6).last().satisfies(warning -> {
            assertThat(warning.text()).isEqualTo("2 more nodes are OFFLINE.");
            assertThat(warning.link()).isEqualTo("/nodes?status=OFFLINE");
        });
    }

    @Test
    void fiveNodesThatAreAwayAreNamedEach() {
        List<NodeView> away = IntStream.range(0, 5)
                .mapToObj(number -> node(number, NodeStatus.OFFLINE))
                .toList();

        assertThat(warnings(away, IDLE))
                .hasSize(5)
                .last()
                .satisfies(warning -> assertThat(warning.text()).startsWith("n-4 is OFFLINE"));
    }

    @Test
    void tasksThatNoNodeCanTakeHaveTheirReasonAndALink() {
        UUID first = new UUID(0, 3);
        StuckTasks two =
                new StuckTasks(new Reason("NO_LABEL_MATCH", "no node has gpu=a100; label a node so"), first, 2);
        StuckTasks many = new StuckTasks(new Reason("NO_NODE", "no node"), first, StuckTasks.MAX_COUNTED);

        assertThat(WarningPolicy.of(answers(List.of(), IDLE), List.of(two, many), OLDEST, NOW))
                .satisfiesExactly(
                        warning -> {
                            assertThat(warning.text()).isEqualTo("No node can take 2 queued tasks.");
                            assertThat(warning.remedy()).isEqualTo("No node has gpu=a100; label a node so.");
                            assertThat(warning.link()).isEqualTo("/tasks/" + first);
                        },
                        warning -> assertThat(warning.text()).contains("1000 or more"));
    }

    @Test
    void oneTaskThatNoNodeCanTakeIsNotCounted() {
        StuckTasks one = new StuckTasks(new Reason("NO_NODE", "no node"), new UUID(0, 3), 1);

        assertThat(WarningPolicy.of(answers(List.of(), IDLE), List.of(one), OLDEST, NOW))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.text()).isEqualTo("No node can take 1 queued task.");
                    assertThat(warning.linked()).isEqualTo("The task");
                });
    }

    @Test
    void nodesThatClosedThemselvesAreCountedPastTheFifth() {
        List<NodeView> closed = IntStream.range(0, 7)
                .mapToObj(number ->
                        aNode("n-" + number, NOW).closed("no room", NOW).build())
                .toList();

        assertThat(warnings(closed, IDLE))
                .hasSize(6)
                .last()
                .satisfies(warning -> assertThat(warning.text()).isEqualTo("2 more nodes have closed themselves."));
        assertThat(warnings(closed.subList(0, 5), IDLE)).hasSize(5);
    }

    @Test
    void aQueueIsTooOldPastTheLimitAndNotAtIt() {
        assertThat(warnings(List.of(), queue(3, 300, false, null))).isEmpty();
        assertThat(warnings(List.of(), queue(3, 301, false, null)))
                .singleElement()
                .satisfies(warning -> assertThat(warning.text()).contains("waited for 5 min"));
    }

    @Test
    void aPausedQueueSaysByWhomAndIsNotTooOld() {
        assertThat(warnings(List.of(), queue(3, 9_000, true, null)))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.text()).contains("paused", "By alice, 1 min ago: freeze");
                    assertThat(warning.remedy()).contains("sluice queue resume");
                });
    }

    @Test
    void calmSaysWhenItEnds() {
        Calm calm = new Calm(CalmCause.MASS_LOSS, NOW, NOW.plusSeconds(300), "3 of 4 nodes fell silent");

        assertThat(warnings(List.of(), queue(0, 0, false, calm)))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.text()).contains("3 of 4 nodes fell silent");
                    assertThat(warning.remedy()).contains("2026-11-27 10:05:00Z at the latest");
                });
    }

    @Test
    void aNodeThatHasClosedItselfSaysWhatToMend() {
        NodeView closed = aNode("n-1", NOW)
                .closed("the disk has 3 MiB left", NOW.minusSeconds(60))
                .build();

        assertThat(warnings(List.of(closed), queue(0, 0, false, null)))
                .singleElement()
                .satisfies(warning -> assertThat(warning.text())
                        .isEqualTo("n-1 closed itself 1 min ago and takes no task: The disk has 3 MiB left."));
    }

    /** That it is gone is worse, and the other may be over. */
    @Test
    void anOfflineNodeIsNotCalledClosedToo() {
        NodeView gone = aNode("n-1", NOW)
                .in(NodeStatus.OFFLINE)
                .offlineSince(NOW.minusSeconds(60))
                .closed("no room", NOW)
                .build();

        assertThat(warnings(List.of(gone), queue(0, 0, false, null))).hasSize(1);
    }

    private static List<Warning> warnings(List<NodeView> nodes, QueueSummary queue) {
        return WarningPolicy.of(answers(nodes, queue), List.of(), OLDEST, NOW);
    }

    private static Answers answers(List<NodeView> nodes, QueueSummary queue) {
        return new Answers(Optional.of(nodes), Optional.of(queue));
    }

    private static QueueSummary queue(long queued, long oldestSeconds, boolean paused, @Nullable Calm calm) {
        return new QueueSummary(
                queued,
                0,
                oldestSeconds,
                paused,
                paused ? "freeze" : null,
                paused ? "alice" : null,
                paused ? NOW.minusSeconds(60) : null,
                calm);
    }

    private static NodeView node(int number, NodeStatus status) {
        NodeViewBuilder node = aNode("n-" + number, NOW).in(status);
        return status == NodeStatus.OFFLINE
                ? node.offlineSince(NOW.minusSeconds(60)).build()
                : node.build();
    }
}
