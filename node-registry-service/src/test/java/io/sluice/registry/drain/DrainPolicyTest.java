package io.sluice.registry.drain;

import static io.sluice.registry.node.NodeRowBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.capacity.BelowFloor;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.capacity.Slots;
import io.sluice.registry.node.NodeRow;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrainPolicyTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(3_600);
    private static final DrainChange CHANGE = change("{'reason': 'kernel patch'}");

    @Test
    void aNodeThatRunsIsDrained() {
        assertThat(decide(aNode().build(), CHANGE))
                .isEqualTo(new DrainDecision.Begin(new DrainTerms("kernel patch", null, Drain.OnDeadline.LEAVE)));
    }

    @Test
    void aDrainObeysTheFloorUnlessItIsForced() {
        NodeRow node = aNode().withCap(5).build();

        assertThat(DrainPolicy.onRequest(node, CHANGE, new Slots(14, NOON), 10, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.Refused(new BelowFloor(14, 9, 10)));
        assertThat(DrainPolicy.onRequest(node, CHANGE, new Slots(14, NOON), 10, FloorCheck.FORCE))
                .isInstanceOf(DrainDecision.Begin.class);
    }

    @Test
    void theSameRequestAgainIsTheSameDrainWhateverTheFloor() {
        assertThat(DrainPolicy.onRequest(draining(null), CHANGE, new Slots(0, NOON), 10, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.Same());
    }

    @Test
    void whatIsNotNamedStaysAsItIs() {
        NodeRow node = draining(LATER, Drain.OnDeadline.CANCEL);

        assertThat(decide(node, change("{'reason': 'b'}"))).isEqualTo(amend("b", LATER, Drain.OnDeadline.CANCEL));
        assertThat(decide(node, change("{}"))).isEqualTo(new DrainDecision.Same());
        assertThat(decide(node, change("{'force': true}"))).isEqualTo(new DrainDecision.Same());
        assertThat(decide(node, change("{'onDeadline': 'requeue'}")))
                .isEqualTo(amend("kernel patch", LATER, Drain.OnDeadline.REQUEUE));
        assertThat(decide(node, change("{'deadline': '2026-03-01T14:00:00Z'}")))
                .isEqualTo(amend("kernel patch", NOON.plusSeconds(7_200), Drain.OnDeadline.CANCEL));
        assertThat(decide(node, change("{'deadlineIn': '5m'}")))
                .isEqualTo(amend("kernel patch", NOON.plusSeconds(300), Drain.OnDeadline.CANCEL));
    }

    @Test
    void nullTakesTheDeadlineAwayAndWithItWhatWasToBeDoneThen() {
        NodeRow node = draining(LATER, Drain.OnDeadline.CANCEL);

        assertThat(decide(node, change("{'deadline': null}")))
                .isEqualTo(amend("kernel patch", null, Drain.OnDeadline.LEAVE));
        assertThat(decide(node, change("{'onDeadline': null}")))
                .isEqualTo(amend("kernel patch", LATER, Drain.OnDeadline.LEAVE));
        assertThat(decide(draining(null), change("{'deadline': null, 'onDeadline': null}")))
                .isEqualTo(new DrainDecision.Same());
    }

    @Test
    void aDrainThatDoesNotStandNeedsAReason() {
        assertThat(wrong(decide(aNode().build(), change("{}")))).containsExactly("reason");
        assertThat(wrong(decide(aNode().stopping().build(), change("{}")))).containsExactly("reason");
    }

    @Test
    void whatIsToBeDoneAtADeadlineNeedsOne() {
        for (String action : List.of("leave", "requeue", "cancel")) {
            DrainChange change = change("{'reason': 'r', 'onDeadline': '" + action + "'}");

            assertThat(wrong(decide(aNode().build(), change))).containsExactly("onDeadline");
            assertThat(wrong(decide(draining(null), change))).containsExactly("onDeadline");
            assertThat(decide(draining(LATER), change)).isInstanceOf(DrainDecision.Amend.class);
        }
        assertThat(wrong(decide(draining(LATER), change("{'deadline': null, 'onDeadline': 'cancel'}"))))
                .containsExactly("onDeadline");
    }

    @Test
    void aDeadlineInThePastIsRefused() {
        for (String past : List.of("2026-03-01T11:59:58Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z")) {
            DrainChange change = change("{'reason': 'r', 'deadline': '" + past + "', 'onDeadline': 'cancel'}");

            assertThat(wrong(decide(aNode().build(), change))).containsExactly("deadline");
            assertThat(wrong(decide(draining(LATER), change))).containsExactly("deadline");
        }
    }

    @Test
    void aDeadlineOfNowMayTakeASecondToArrive() {
        assertThat(decide(aNode().build(), change("{'reason': 'r', 'deadline': '2026-03-01T11:59:59Z'}")))
                .isInstanceOf(DrainDecision.Begin.class);
    }

    @Test
    void theDeadlineThatStandsMayBeSaidAgainOnceItHasPassed() {
        NodeRow node = draining(NOON.minusSeconds(60), Drain.OnDeadline.CANCEL);

        assertThat(decide(node, change("{'reason': 'b', 'deadline': '2026-03-01T11:59:00Z'}")))
                .isEqualTo(amend("b", NOON.minusSeconds(60), Drain.OnDeadline.CANCEL));
    }

    @Test
    void aDeadlineIsKeptAsPreciselyAsTheDatabaseKeepsIt() {
        assertThat(change("{'reason': 'r', 'deadline': '2026-03-01T12:00:00.000001999Z'}")
                        .deadline())
                .isEqualTo(NOON.plusNanos(1_000));
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThat(wrongWhateverStands("{'reason': 'r', 'deadline': '2026-03-01T14:00:00Z', 'deadlineIn': '5m'}"))
                .containsExactly("deadlineIn");
        assertThat(wrongWhateverStands("{'reason': null}")).containsExactly("reason");
    }

    @Test
    void anOperatorsDrainBeginsBesideTheNodesOwnStop() {
        assertThat(decide(aNode().stopping().build(), CHANGE)).isInstanceOf(DrainDecision.Begin.class);
    }

    @Test
    void aNodeThatStopsIsDrainedAsAnyOther() {
        assertThat(DrainPolicy.isDrained(aNode().stopping().atRevision(4, 4).build(), load(4, false, 0)))
                .isTrue();
    }

    @Test
    void drainedIsSaidByDispatchsCountBehindTheBarrier() {
        NodeRow node = aNode().draining().atRevision(4, 4).build();

        assertThat(DrainPolicy.isDrained(node, load(4, false, 0))).isTrue();
    }

    @Test
    void drainedIsNotSaidWhileAnAttemptIsLeft() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 4).build(), load(4, false, 1)))
                .isFalse();
    }

    @Test
    void drainedIsNotSaidBeforeTheBarrier() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 3).build(), load(4, false, 0)))
                .isFalse();
    }

    @Test
    void drainedIsNotSaidByAnOlderCount() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 4).build(), load(3, false, 0)))
                .isFalse();
    }

    @Test
    void drainedIsSaidOfANodeThatIsOffline() {
        assertThat(DrainPolicy.isDrained(
                        aNode().draining().offline().atRevision(4, 4).build(), load(4, false, 0)))
                .isTrue();
    }

    @Test
    void drainedIsNotSaidWhileDispatchIsOpen() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 4).build(), load(4, true, 0)))
                .isFalse();
    }

    @Test
    void drainedIsNotSaidOfANodeThatDispatchDoesNotKnow() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 4).build(), null))
                .isFalse();
    }

    @Test
    void withoutARequestNothingIsDrained() {
        assertThat(DrainPolicy.isDrained(aNode().atRevision(4, 4).build(), load(4, false, 0)))
                .isFalse();
    }

    private static DrainDecision decide(NodeRow node, DrainChange change) {
        return DrainPolicy.onRequest(node, change, new Slots(5, NOON), 0, FloorCheck.OBEY);
    }

    private static DrainDecision amend(String reason, Instant deadline, Drain.OnDeadline onDeadline) {
        return new DrainDecision.Amend(new DrainTerms(reason, deadline, onDeadline));
    }

    private static List<String> wrong(DrainDecision decision) {
        return ((DrainDecision.Invalid) decision)
                .errors().stream().map(FieldError::field).toList();
    }

    private static List<String> wrongWhateverStands(String body) {
        return DrainPolicy.violations(change(body)).stream()
                .map(FieldError::field)
                .toList();
    }

    /** As the gateway passes it on: what is named with null beside the rest. */
    private static DrainChange change(String body) {
        try {
            JsonNode document = Json.mapper().readTree(body.replace('\'', '"'));
            Set<String> cleared = new HashSet<>();
            document.properties().forEach(field -> {
                if (field.getValue().isNull()) {
                    cleared.add(field.getKey());
                }
            });
            return DrainChange.of(Json.mapper().treeToValue(document, DrainRequest.class), cleared);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static NodeRow draining(Instant deadline) {
        return draining(deadline, Drain.OnDeadline.LEAVE);
    }

    private static NodeRow draining(Instant deadline, Drain.OnDeadline onDeadline) {
        return aNode().draining(new Drain(true, "kernel patch", "alice", NOON, deadline, onDeadline))
                .build();
    }

    private static NodeLoad load(long revision, boolean open, int liveAttempts) {
        return new NodeLoad(new NodeName("n-1"), new Epoch(1), revision, open, true, 5, liveAttempts, NOON);
    }
}
