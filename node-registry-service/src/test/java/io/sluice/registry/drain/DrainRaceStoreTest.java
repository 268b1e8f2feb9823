package io.sluice.registry.drain;

import static io.sluice.registry.NodesUnderRace.BEFORE_THE_RECORD;
import static io.sluice.registry.NodesUnderRace.atTheRow;
import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain;
import io.sluice.registry.NodesUnderRace;
import io.sluice.registry.NodesUnderRace.Deed;
import io.sluice.registry.capacity.Capacity;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.node.NodeRow;
import io.sluice.test.Races;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Requests that meet each other, and what dispatch says of older ones. */
class DrainRaceStoreTest {
    private static final String LEFT_BEHIND = "one attempt is left";

    /** Dispatch counts one live attempt as it closes a node for this reason. */
    private final NodesUnderRace race =
            new NodesUnderRace(admission -> LEFT_BEHIND.equals(admission.drain().reason()) ? 1 : 0);

    private final DrainStore store = new DrainStore(race.nodes.columns, race.nodes.store);
    private final Drains drains = new Drains(
            race.database.pool(),
            race.nodes.store,
            store,
            race.events,
            race.push,
            new Capacity(race.nodes.columns, race.nodes.store, 0));
    private final Races races = race.database.races();

    /** The last report, two sweepers that find it, and an operator who lifts the drain and asks for another. */
    @Test
    void drainedIsSaidOnceOfEachDrainAndOnlyOfTheOneThatWasCounted() {
        DrainSweeper sweeper = sweeper();
        DrainSweeper otherSweeper = sweeper();

        races.run(round -> {
            NodeRow open = race.add(round.number());
            NodeRow first = stored(drain(open, "carol"));
            assertThat(first.barrier()).isTrue();
            race.dispatch.empty(open.name());

            round.enter("sweep", () -> sweeper.sweep().subscribeAsCompletionStage());
            round.enter("sweep of another replica", () -> otherSweeper.sweep().subscribeAsCompletionStage());
            round.enter(
                    "resume and drain",
                    () -> resume(open, "bob").chain(() -> drain(open, "carol")).subscribeAsCompletionStage());
            String lock = round.oneOf(atTheRow(open), BEFORE_THE_RECORD);
            round.start(() -> race.database.hold(lock));
            // What was said of the first drain arrives last, from a replica that was held up.
            await(race.push.countedEmpty(open.name(), first.revision()));
            await(race.push.push(first));

            NodeRow second = race.nodes.get(open.name().value());
            assertThat(second.drain().by()).isEqualTo("carol");
            assertThat(second.barrier()).isTrue();
            assertThat(second.drainedAt()).isNull();
            List<String> soFar = deeds(open);
            List<String> expected = new ArrayList<>(
                    List.of("DRAIN_REQUESTED", "BARRIER_CLOSED", "RESUMED", "DRAIN_REQUESTED", "BARRIER_CLOSED"));
            if (soFar.contains("DRAINED")) {
                expected.add(2, "DRAINED");
                round.saw("the count was first");
            } else {
                round.saw("the resume was first");
            }
            assertThat(soFar).isEqualTo(expected);

            race.dispatch.empty(open.name());
            CompletableFuture.allOf(
                            sweeper.sweep().subscribeAsCompletionStage(),
                            otherSweeper.sweep().subscribeAsCompletionStage())
                    .join();
            assertThat(race.nodes.get(open.name().value()).drainedAt()).isNotNull();
            expected.add("DRAINED");
            assertThat(deeds(open)).isEqualTo(expected);
        });

        races.assertSawEach("the count was first", "the resume was first");
    }

    @Test
    void twoOperatorsAtOnceAreOneAfterTheOther() {
        races.run(round -> {
            NodeRow node = race.add(round.number());
            if (round.coin()) {
                node = stored(drain(node, "zoe"));
            }
            NodeRow before = node;
            int earlier = race.deeds(before).size();
            boolean bothDrain = round.coin();

            CompletableFuture<Drains.Outcome> alice =
                    round.enter("alice drains", () -> drain(before, "alice").subscribeAsCompletionStage());
            Supplier<Uni<Drains.Outcome>> other = () -> bothDrain ? drain(before, "bob") : resume(before, "bob");
            CompletableFuture<Drains.Outcome> bob = round.enter(
                    bothDrain ? "bob drains" : "bob resumes", () -> other.get().subscribeAsCompletionStage());
            String lock = round.oneOf(atTheRow(before), BEFORE_THE_RECORD);
            round.start(() -> race.database.hold(lock));

            assertThat(alice.join()).isInstanceOf(Drains.Outcome.Stored.class);
            assertThat(bob.join()).isInstanceOf(Drains.Outcome.Stored.class);
            List<Deed> deeds = race.deeds(before).stream()
                    .skip(earlier)
                    .filter(deed -> List.of("alice", "bob").contains(deed.actor()))
                    .toList();
            // A resume of a node that takes tasks does nothing; every other change is on record, as what it was.
            boolean bobHadNothingToDo =
                    deeds.stream().noneMatch(deed -> deed.actor().equals("bob"));
            assertThat(deeds).hasSize(bobHadNothingToDo ? 1 : 2);
            assertThat(bobHadNothingToDo && (bothDrain || before.drain().enabled()))
                    .isFalse();
            String reason = before.drain().reason();
            for (Deed deed : deeds) {
                boolean resumed = !bothDrain && deed.actor().equals("bob");
                assertThat(deed.what())
                        .isEqualTo(resumed ? "RESUMED" : reason == null ? "DRAIN_REQUESTED" : "DRAIN_CHANGED");
                assertThat(resumed && reason == null).as("a resume of nothing").isFalse();
                reason = resumed ? null : reason(deed.actor());
            }
            NodeRow after = race.nodes.get(before.name().value());
            assertThat(after.drain().reason()).isEqualTo(reason);
            assertThat(after.revision()).isEqualTo(before.revision() + deeds.size());
            assertThat(after.barrier()).isTrue();
            assertThat(race.dispatch.openCap(before.name()).isPresent())
                    .isEqualTo(!after.drain().enabled());
            boolean bobWasFirst = bobHadNothingToDo || deeds.get(0).actor().equals("bob");
            round.saw(bobWasFirst ? "bob was first" : "alice was first");
        });

        races.assertSawEach("alice was first", "bob was first");
    }

    /** Each names another field: neither loses what the other named, and each signs its own. */
    @Test
    void twoWhoChangeADrainAtOnceLoseNothing() {
        races.run(round -> {
            NodeRow node = stored(drain(race.add(round.number()), "zoe"));
            Instant deadline = node.drain().since().plusSeconds(3_600);

            CompletableFuture<Drains.Outcome> alice = round.enter(
                    "alice sets a deadline",
                    () -> drains.drain(
                                    node.name(),
                                    new DrainChange(null, deadline, null, Drain.OnDeadline.CANCEL, Set.of()),
                                    FloorCheck.OBEY,
                                    any -> true,
                                    "alice")
                            .subscribeAsCompletionStage());
            CompletableFuture<Drains.Outcome> bob =
                    round.enter("bob gives a reason", () -> drain(node, "bob").subscribeAsCompletionStage());
            String lock = round.oneOf(atTheRow(node), BEFORE_THE_RECORD);
            round.start(() -> race.database.hold(lock));

            assertThat(alice.join()).isInstanceOf(Drains.Outcome.Stored.class);
            assertThat(bob.join()).isInstanceOf(Drains.Outcome.Stored.class);
            Drain after = race.nodes.get(node.name().value()).drain();
            assertThat(after.reason()).isEqualTo(reason("bob"));
            assertThat(after.by()).isEqualTo("bob");
            assertThat(after.since()).isEqualTo(node.drain().since());
            assertThat(after.deadline()).isEqualTo(deadline);
            assertThat(after.onDeadline()).isEqualTo(Drain.OnDeadline.CANCEL);
            assertThat(after.deadlineBy()).isEqualTo("alice");
            boolean bobWasFirst = "alice".equals(after.changedBy());
            assertThat(deeds(node)).endsWith("DRAIN_CHANGED", "DRAIN_CHANGED");
            round.saw(bobWasFirst ? "bob was first" : "alice was first");
        });

        races.assertSawEach("alice was first", "bob was first");
    }

    private Uni<Drains.Outcome> drain(NodeRow node, String actor) {
        return drains.drain(
                        node.name(),
                        new DrainChange(reason(actor), null, null, null, Set.of()),
                        FloorCheck.OBEY,
                        any -> true,
                        actor)
                .invoke(this::told);
    }

    private Uni<Drains.Outcome> resume(NodeRow node, String actor) {
        return drains.resume(node.name(), any -> true, actor).invoke(this::told);
    }

    private void told(Drains.Outcome outcome) {
        race.barrierIsNoEarlierThanDispatch(((Drains.Outcome.Stored) outcome).node());
    }

    private static NodeRow stored(Uni<Drains.Outcome> change) {
        return ((Drains.Outcome.Stored) await(change)).node();
    }

    private List<String> deeds(NodeRow node) {
        return race.deeds(node).stream().map(Deed::what).toList();
    }

    private DrainSweeper sweeper() {
        return new DrainSweeper(race.database.pool(), store, race.events, race.push, race.dispatch);
    }

    private static String reason(String actor) {
        return actor.equals("carol") ? LEFT_BEHIND : "asked by " + actor;
    }
}
