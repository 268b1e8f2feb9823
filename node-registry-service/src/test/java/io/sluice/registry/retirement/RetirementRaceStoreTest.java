package io.sluice.registry.retirement;

import static io.sluice.registry.NodesUnderRace.BEFORE_THE_RECORD;
import static io.sluice.registry.NodesUnderRace.atTheRow;
import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.registry.NodesUnderRace;
import io.sluice.registry.membership.MembershipUnderTest;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.retirement.Retirements.Outcome;
import io.sluice.test.Races;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process that comes back as its node is retired: it stays, or it is gone for good. */
class RetirementRaceStoreTest {
    private final NodesUnderRace race = new NodesUnderRace(admission -> 0);
    private final MembershipUnderTest membership = new MembershipUnderTest(race);
    private final Retirements retirements = new Retirements(
            race.database.pool(),
            race.nodes.store,
            new RetirementStore(race.nodes.columns, race.nodes.store),
            race.events,
            race.dispatch);
    private final Races races = race.database.races();

    @Test
    void aProcessIsTheNodeOrItIsRetired() {
        races.run(round -> {
            NodeRow old = race.add(round.number());
            race.nodes.forget(old.name().value());
            boolean same = round.coin();
            UUID incarnation = same ? old.incarnation() : UUID.randomUUID();

            CompletableFuture<Outcome> byAlice = round.enter(
                    "retirement", () -> retirements.retire(old.name(), "alice").subscribeAsCompletionStage());
            CompletableFuture<Outcome> byBob = round.enter(
                    "retirement by another",
                    () -> retirements.retire(old.name(), "bob").subscribeAsCompletionStage());
            CompletableFuture<Optional<NodeRow>> registration = round.enter(
                    same ? "the same process" : "another process",
                    () -> membership.register(old.name(), incarnation).subscribeAsCompletionStage());
            String lock = round.oneOf(
                    "select pg_advisory_xact_lock(1, hashtext('" + old.name() + "'))",
                    "lock table past_incarnation in share mode",
                    atTheRow(old),
                    BEFORE_THE_RECORD);
            round.start(() -> race.database.hold(lock));

            List<Outcome> retired = Stream.of(byAlice.join(), byBob.join())
                    .filter(outcome -> outcome instanceof Outcome.Retired)
                    .toList();
            assertThat(retired).hasSizeLessThan(2);
            boolean isRetired = !retired.isEmpty();
            Optional<NodeRow> node = race.nodes.find(old.name().value());
            assertThat(registration.join().isPresent()).isEqualTo(!same || !isRetired);
            assertThat(node.isPresent()).isEqualTo(registration.join().isPresent());
            assertThat(endOf(old)).isEqualTo(isRetired ? "RETIRED" : same ? "still here" : "SUPERSEDED");
            node.ifPresent(found -> {
                assertThat(found.incarnation()).isEqualTo(incarnation);
                assertThat(found.epoch().value()).isEqualTo(same ? 1 : 2);
                isOpenInDispatch(found);
            });
            if (isRetired) {
                assertThat(await(membership.register(old.name(), old.incarnation())))
                        .isEmpty();
                assertThat(await(membership.register(old.name(), UUID.randomUUID()))
                                .orElseThrow()
                                .epoch()
                                .value())
                        .isEqualTo(same ? 2 : 3);
            }
            round.saw(isRetired ? "the retirement was first" : "the registration was first");
        });

        races.assertSawEach("the retirement was first", "the registration was first");
    }

    @Test
    void aProcessThatWasHeardIsNotRetired() {
        races.run(round -> {
            NodeRow node = race.add(round.number());
            race.nodes.forget(node.name().value());

            CompletableFuture<Outcome> retirement = round.enter(
                    "retirement", () -> retirements.retire(node.name(), "alice").subscribeAsCompletionStage());
            CompletableFuture<Boolean> heartbeat =
                    round.enter("heartbeat", () -> membership.heartbeat(node).subscribeAsCompletionStage());
            String lock = round.oneOf("lock table past_incarnation in share mode", atTheRow(node), BEFORE_THE_RECORD);
            round.start(() -> race.database.hold(lock));

            boolean retired = retirement.join() instanceof Outcome.Retired;
            assertThat(heartbeat.join()).isEqualTo(!retired);
            Optional<NodeRow> left = race.nodes.find(node.name().value());
            assertThat(left.isPresent()).isEqualTo(!retired);
            left.ifPresent(this::isOpenInDispatch);
            assertThat(endOf(node)).isEqualTo(retired ? "RETIRED" : "still here");
            round.saw(retired ? "the retirement was first" : "the heartbeat was first");
        });

        races.assertSawEach("the retirement was first", "the heartbeat was first");
    }

    /** Once it is told: whatever has closed it there is older. */
    private void isOpenInDispatch(NodeRow node) {
        assertThat(await(race.push.push(node)).barrier()).isTrue();
        assertThat(race.dispatch.openCap(node.name())).isPresent();
    }

    private String endOf(NodeRow node) {
        return race
                .database
                .rows("select ended_as from past_incarnation where incarnation = '" + node.incarnation() + "'")
                .stream()
                .map(row -> row.getString("ended_as"))
                .findAny()
                .orElse("still here");
    }
}
