package io.sluice.dispatch.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.waiting.Fleet.Departure;
import io.sluice.dispatch.waiting.Fleet.Member;
import io.sluice.dispatch.waiting.Fleet.Pause;
import io.sluice.dispatch.waiting.WaitReasonPolicy.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One test for each row of the table, in the order in which causes are looked for. */
class WaitReasonPolicyTest {
    private static final Instant HEARD = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final Map<String, String> ANY = Map.of();
    private static final Map<String, String> GPU = Map.of("gpu", "a100");

    @Test
    void aPausedQueueComesBeforeAllElse() {
        Fleet fleet = new Fleet(new Pause(HEARD, "alice", "database upgrade"), List.of());

        assertCause(
                WaitReasonPolicy.explain(fleet, exec(ANY)),
                WaitCode.QUEUE_PAUSED,
                "the queue was paused by alice at 2026-03-01T12:00:00Z (\"database upgrade\"); 'sluice queue resume' lets"
                        + " it go on");
    }

    @Test
    void noNodeAtAll() {
        assertCause(
                explain(ANY),
                WaitCode.NO_NODE,
                "no node with a task cap above 0 is registered; start an agent, or raise the cap of a node with"
                        + " 'sluice node cap'");
    }

    @Test
    void noNodeIsAttachedWhateverTheLabels() {
        assertCause(
                explain(GPU, node("n-1").offline(), node("n-2").neverHeard()),
                WaitCode.ALL_OFFLINE,
                "no node is attached: n-1 (last heard 2026-03-01T12:00:00Z), n-2 (never heard); start one of them, or see"
                        + " why it can't reach this service");
    }

    @Test
    void noNodeRunsTheTypeWhateverTheLabels() {
        assertCause(
                explain(new Needs("foo", GPU), node("n-1"), node("n-2").offline()),
                WaitCode.NO_RUNNER,
                "no node runs tasks of type 'foo': n-1 runs exec, noop, n-2 runs exec, noop; start an agent that brings"
                        + " the type, or submit the task with another type");
    }

    @Test
    void noNodeWithTheLabelsRunsTheType() {
        assertCause(
                explain(
                        new Needs("foo", GPU),
                        node("n-1").labeled("gpu", "a100"),
                        node("n-2").running("exec", "foo")),
                WaitCode.NO_RUNNER,
                "no node with gpu=a100 runs tasks of type 'foo': n-1 runs exec, noop; those that do lack the labels: n-2;"
                        + " start an agent that brings the type, or label one that has it, or submit the task with"
                        + " another type");
    }

    @Test
    void ofNodesThatRunTheTypeTheNearestIsNamedWhenNoneHasTheLabels() {
        assertThat(explain(new Needs("foo", GPU), node("n-1"), node("n-2").running("foo")))
                .satisfies(cause -> {
                    assertThat(cause.code()).isEqualTo(WaitCode.NO_LABEL_MATCH);
                    assertThat(cause.text()).contains("n-2 comes nearest");
                });
    }

    @Test
    void aNodeThatRunsTheTypeAndIsOfflineDrainedOrFullIsARunner() {
        Needs foo = new Needs("foo", ANY);
        NodeInFleet runner = node("n-2").running("foo");

        assertThat(explain(foo, node("n-1"), runner.offline()).code()).isEqualTo(WaitCode.ALL_OFFLINE);
        assertThat(explain(foo, node("n-1"), runner.drained()).code()).isEqualTo(WaitCode.ALL_DRAINED);
        assertThat(explain(foo, node("n-1"), runner.holding(5)).code()).isEqualTo(WaitCode.ALL_AT_CAP);
        assertThat(explain(foo, node("n-1"), runner).code()).isEqualTo(WaitCode.BEHIND_OTHERS);
    }

    @Test
    void aTaskWhoseTypeIsNotKnownIsTakenForOneThatAnybodyRuns() {
        assertThat(explain(new Needs(null, ANY), node("n-1")).code()).isEqualTo(WaitCode.BEHIND_OTHERS);
    }

    @Test
    void noNodeHasTheLabelsAndTheNearestIsNamed() {
        assertCause(
                explain(
                        Map.of("gpu", "a100", "zone", "b"),
                        node("n-1"),
                        node("n-2").labeled("zone", "b").labeled("gpu", "t4"),
                        node("n-3").labeled("zone", "b")),
                WaitCode.NO_LABEL_MATCH,
                "no node has gpu=a100, zone=b; n-2 comes nearest and lacks gpu=a100; label a node so, start one that is,"
                        + " or submit the task with another nodeSelector");
    }

    @Test
    void aNodeThatMatchesAndIsOfflineCountsAsAMatch() {
        assertCause(
                explain(
                        GPU,
                        node("n-1"),
                        node("n-2").labeled("gpu", "a100").offline().drained()),
                WaitCode.ALL_OFFLINE,
                "no node with gpu=a100 is attached: n-2 (last heard 2026-03-01T12:00:00Z, drained by alice); start one of"
                        + " them, or see why it can't reach this service");
    }

    @Test
    void everyAttachedMatchIsDrained() {
        assertCause(
                explain(
                        GPU,
                        node("n-1"),
                        node("n-2").labeled("gpu", "a100").drained(),
                        node("n-3").labeled("gpu", "a100").offline()),
                WaitCode.ALL_DRAINED,
                "every node with gpu=a100 that is attached is drained: n-2 by alice (\"kernel patch\"); 1 other is not"
                        + " attached; resume one with 'sluice node resume n-2'");
    }

    /** The issue's own input: it was ALL_OFFLINE, "see why it can't reach this service". */
    @Test
    void everyMatchStopsAsItsRegistryOrThisServiceWasTold() {
        String words =
                "every node that is attached is drained: n-1 by itself (\"its process was told to stop\"); it goes on"
                        + " when one has started again, or another node is added";

        assertCause(explain(ANY, node("n-1").departing(Departure.UNDER_WAY)), WaitCode.ALL_DRAINED, words);
        assertCause(explain(ANY, node("n-1").stoppingByTheRegistry()), WaitCode.ALL_DRAINED, words);
        assertCause(
                explain(ANY, node("n-1").stoppingByTheRegistry().departing(Departure.UNDER_WAY)),
                WaitCode.ALL_DRAINED,
                words);
    }

    @Test
    void anOperatorsDrainIsNamedBeforeAStopAndTheNodeThatCanBeResumedIsTheRemedy() {
        assertCause(
                explain(
                        ANY,
                        node("n-1").drained().departing(Departure.UNDER_WAY),
                        node("n-2").drained(),
                        node("n-3").departing(Departure.UNDER_WAY)),
                WaitCode.ALL_DRAINED,
                "every node that is attached is drained: n-1 by alice (\"kernel patch\"), which stops too, n-2 by alice"
                        + " (\"kernel patch\"), n-3 by itself (\"its process was told to stop\"); resume one with 'sluice"
                        + " node resume n-2'");
    }

    @Test
    void aNodeThatHasStoppedIsOfflineAndSaidToBeStopped() {
        assertCause(
                explain(ANY, node("n-1").stoppingByTheRegistry().departing(Departure.OVER)),
                WaitCode.ALL_OFFLINE,
                "no node is attached: n-1 (last heard 2026-03-01T12:00:00Z, it was stopped); start one of them, or see why"
                        + " it can't reach this service");
    }

    @Test
    void aNodeThatStopsIsNoOpenOne() {
        assertThat(explain(ANY, node("n-1").holding(5), node("n-2").departing(Departure.UNDER_WAY))
                        .text())
                .contains("n-1 5 of 5; 1 other is drained");
    }

    @Test
    void aDrainedNodeThatIsFullIsDrained() {
        assertThat(explain(ANY, node("n-1").drained().holding(5)).code()).isEqualTo(WaitCode.ALL_DRAINED);
    }

    @Test
    void everyMatchThatIsNotDrainedHasClosedItself() {
        assertCause(
                explain(
                        GPU,
                        node("n-1"),
                        node("n-2").labeled("gpu", "a100").closed("the disk is full"),
                        node("n-3").labeled("gpu", "a100").drained(),
                        node("n-4").labeled("gpu", "a100").offline()),
                WaitCode.ALL_CLOSED,
                "every node with gpu=a100 that is attached and not drained has closed itself: n-2 (\"the disk is full\");"
                        + " 1 other is drained; 1 other is not attached; mend what it says, or start another node: one"
                        + " opens by itself as soon as its own check passes");
    }

    @Test
    void aDrainedNodeThatHasClosedItselfIsDrainedAndBothAreSaid() {
        assertThat(explain(ANY, node("n-1").drained().closed("the disk is full")))
                .satisfies(cause -> {
                    assertThat(cause.code()).isEqualTo(WaitCode.ALL_DRAINED);
                    assertThat(cause.text()).contains("and it has closed itself (\"the disk is full\")");
                });
    }

    @Test
    void aClosedNodeThatIsFullIsClosedAndAFullOneBesideAClosedOneIsFull() {
        assertThat(explain(ANY, node("n-1").closed("full disk").holding(5)).code())
                .isEqualTo(WaitCode.ALL_CLOSED);
        assertThat(explain(ANY, node("n-1").closed("full disk"), node("n-2").holding(5)))
                .satisfies(cause -> {
                    assertThat(cause.code()).isEqualTo(WaitCode.ALL_AT_CAP);
                    assertThat(cause.text()).contains("; 1 other has closed itself;");
                });
    }

    @Test
    void anOpenNodeWithRoomIsToldBeforeAClosedOne() {
        assertThat(explain(ANY, node("n-1").closed("full disk"), node("n-2")).text())
                .startsWith("n-2 holds 0 of 5");
    }

    @Test
    void everyOpenMatchIsAtItsCap() {
        assertCause(
                explain(
                        ANY,
                        node("n-1").holding(5),
                        node("n-2").holding(7),
                        node("n-3").drained(),
                        node("n-4").offline(),
                        node("n-5").offline()),
                WaitCode.ALL_AT_CAP,
                "every open node is at its task cap: n-1 5 of 5, n-2 7 of 5; 1 other is drained; 2 others are not"
                        + " attached; it goes on when an attempt ends, a cap is raised or a node is added");
    }

    @Test
    void aSlotIsFree() {
        assertCause(
                explain(ANY, node("n-1").holding(5), node("n-2").holding(4)),
                WaitCode.BEHIND_OTHERS,
                "n-2 holds 4 of 5; the task goes there or elsewhere with one of the next assignments, after those of"
                        + " higher priority and those that came before");
    }

    @Test
    void aFreeSlotOfANodeWithOtherLabelsIsNoneForThisTask() {
        assertThat(explain(GPU, node("n-1"), node("n-2").labeled("gpu", "a100").holding(5))
                        .code())
                .isEqualTo(WaitCode.ALL_AT_CAP);
    }

    @Test
    void aSentenceIsBoundedWhateverTheFleet() {
        List<Member> nodes = new ArrayList<>();
        for (int i = 100; i < 112; i++) {
            nodes.add(node("n-" + i).holding(5).member);
        }
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            labels.put("label-" + i, "x");
        }

        assertThat(WaitReasonPolicy.explain(new Fleet(null, nodes), exec(ANY)).text())
                .contains("n-104 5 of 5 and 7 more;")
                .doesNotContain("n-105");
        assertThat(WaitReasonPolicy.explain(new Fleet(null, nodes), exec(labels))
                        .text())
                .contains("label-12=x and 15 more")
                .hasSizeLessThan(1_000);
        assertThat(WaitReasonPolicy.explain(new Fleet(new Pause(HEARD, "alice", "x".repeat(500)), nodes), exec(ANY))
                        .text())
                .contains("x".repeat(100) + "…")
                .hasSizeLessThan(300);
    }

    @Test
    void aQuoteIsNotCutWithinACharacter() {
        String note = "x".repeat(99) + "\uD83D\uDE00" + "x";

        assertThat(WaitReasonPolicy.explain(new Fleet(new Pause(HEARD, "alice", note), List.of()), exec(ANY))
                        .text())
                .contains("\"" + "x".repeat(99) + "…\"");
    }

    private static void assertCause(Cause cause, WaitCode code, String text) {
        assertThat(cause.code()).isEqualTo(code);
        assertThat(cause.text()).isEqualTo(text);
        assertThat(cause.toReason().code()).isEqualTo(code.name());
    }

    private static Needs exec(Map<String, String> labels) {
        return new Needs("exec", labels);
    }

    private static Cause explain(Map<String, String> selector, NodeInFleet... nodes) {
        return explain(exec(selector), nodes);
    }

    private static Cause explain(Needs needs, NodeInFleet... nodes) {
        return WaitReasonPolicy.explain(
                new Fleet(
                        null,
                        java.util.Arrays.stream(nodes).map(node -> node.member).toList()),
                needs);
    }

    private static NodeInFleet node(String name) {
        return new NodeInFleet(
                new Member(name, Set.of("exec", "noop"), Map.of(), Drain.OFF, 5, 0, true, HEARD, null, Departure.NONE));
    }

    /** Open, attached, cap 5, empty, unless said otherwise. */
    private record NodeInFleet(Member member) {
        NodeInFleet labeled(String label, String value) {
            Map<String, String> labels = new TreeMap<>(member.labels());
            labels.put(label, value);
            return of(labels, member.drain(), member.live(), member.attached(), member.heardAt());
        }

        NodeInFleet running(String... types) {
            return new NodeInFleet(new Member(
                    member.name(),
                    Set.of(types),
                    member.labels(),
                    member.drain(),
                    member.taskCap(),
                    member.live(),
                    member.attached(),
                    member.heardAt(),
                    member.closed(),
                    member.departure()));
        }

        NodeInFleet closed(String reason) {
            return new NodeInFleet(new Member(
                    member.name(),
                    member.types(),
                    member.labels(),
                    member.drain(),
                    member.taskCap(),
                    member.live(),
                    member.attached(),
                    member.heardAt(),
                    reason,
                    member.departure()));
        }

        NodeInFleet drained() {
            Drain drain = new Drain(true, "kernel patch", "alice", HEARD, null, Drain.OnDeadline.LEAVE);
            return of(member.labels(), drain, member.live(), member.attached(), member.heardAt());
        }

        NodeInFleet holding(int attempts) {
            return of(member.labels(), member.drain(), attempts, member.attached(), member.heardAt());
        }

        NodeInFleet offline() {
            return of(member.labels(), member.drain(), member.live(), false, member.heardAt());
        }

        NodeInFleet neverHeard() {
            return of(member.labels(), member.drain(), member.live(), false, null);
        }

        /** Its process was told to stop, and told so the registry. */
        NodeInFleet stoppingByTheRegistry() {
            Drain drain = Drain.ofStop(new NodeName(member.name()), HEARD);
            return of(member.labels(), drain, member.live(), member.attached(), member.heardAt());
        }

        /** Its process was told to stop, and told so this service. */
        NodeInFleet departing(Departure departure) {
            return new NodeInFleet(new Member(
                    member.name(),
                    member.types(),
                    member.labels(),
                    member.drain(),
                    member.taskCap(),
                    member.live(),
                    false,
                    member.heardAt(),
                    member.closed(),
                    departure));
        }

        private NodeInFleet of(Map<String, String> labels, Drain drain, int live, boolean attached, Instant heardAt) {
            return new NodeInFleet(new Member(
                    member.name(),
                    member.types(),
                    labels,
                    drain,
                    member.taskCap(),
                    live,
                    attached,
                    heardAt,
                    member.closed(),
                    member.departure()));
        }
    }
}
