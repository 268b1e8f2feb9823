package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.verification.Promise;
import io.sluice.verification.Verdict.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guarantees, while everything breaks that can be broken on one machine: three seeds for ten minutes each with
 * {@code -Pfaults}. A failed run says its seed, and {@code -Dfaults.seeds} repeats it.
 */
@Timeout(1800)
class GuaranteesScenario {
    static LongStream seeds() {
        return Arrays.stream(System.getProperty("faults.seeds", "1").split(","))
                .mapToLong(seed -> Long.parseLong(seed.strip()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyGuaranteeHoldsWhileThingsBreak(long seed) throws Exception {
        FaultPlan plan = new FaultPlan(
                seed,
                Integer.getInteger("faults.each", 1),
                Duration.ofSeconds(Integer.getInteger("faults.seconds", 150)),
                Double.parseDouble(System.getProperty("faults.rate", "10")),
                FaultPlan.runsUpTo(Duration.ofSeconds(Integer.getInteger("faults.longest-task", 45))),
                FaultPlan.ALL_GUARANTEES,
                Set.of(),
                Optional.empty(),
                Path.of("").toAbsolutePath().getParent(),
                Path.of("target", "faults-" + seed).toAbsolutePath());

        FaultRun.Result result = new FaultRun(plan, line -> System.out.println("[faults] " + line)).run();

        result.text().forEach(line -> System.out.println("[faults] " + line));
        assertThat(result.troubles()).as("faults that could not be made").isEmpty();
        for (Promise promise : Promise.values()) {
            Finding finding = result.verdict().of(promise);
            assertThat(finding.breaches()).as("%s", promise.title()).isEmpty();
        }
        assertThat(result.made().keySet()).as("kinds of faults").hasSizeGreaterThan(20);
    }
}
