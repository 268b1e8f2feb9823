package io.sluice.registry.retirement;

import static io.sluice.registry.node.NodeRowBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.problem.FieldError;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RetirementPolicyTest {
    @Test
    void nothingStandsInTheWayOfANodeThatIsGoneAndEmpty() {
        assertThat(RetirementPolicy.obstacles(aNode().offline().build(), OptionalInt.of(0)))
                .isEmpty();
    }

    @Test
    void aNodeThatRunsIsToBeDrainedFirst() {
        assertThat(RetirementPolicy.obstacles(aNode().build(), OptionalInt.of(0)))
                .singleElement()
                .satisfies(obstacle -> assertThat(obstacle.message()).contains("n-1", "drain it, stop its process"));
    }

    @Test
    void aNodeThatIsDrainedAndStillChecksInIsToBeStoppedFirst() {
        assertThat(RetirementPolicy.obstacles(aNode().draining().build(), OptionalInt.of(0)))
                .singleElement()
                .satisfies(obstacle -> assertThat(obstacle.message())
                        .contains("stop its process")
                        .doesNotContain("drain it"));
    }

    @Test
    void allObstaclesAreNamedAtOnce() {
        assertThat(RetirementPolicy.obstacles(aNode().build(), OptionalInt.of(2)))
                .extracting(FieldError::field)
                .containsExactly("status", "runningTasks");
    }

    @Test
    void attemptsThatMayStillComeBackStandInTheWay() {
        assertThat(RetirementPolicy.obstacles(aNode().offline().build(), OptionalInt.of(1)))
                .singleElement()
                .satisfies(obstacle -> assertThat(obstacle.message()).contains("1 live attempt:"));
    }

    @Test
    void whatDispatchHasNotCountedIsLeftToDispatch() {
        assertThat(RetirementPolicy.obstacles(aNode().offline().build(), OptionalInt.empty()))
                .isEmpty();
    }
}
