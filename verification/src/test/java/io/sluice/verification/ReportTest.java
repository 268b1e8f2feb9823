package io.sluice.verification;

import static io.sluice.verification.HistoryBuilder.at;
import static io.sluice.verification.HistoryBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final HistoryBuilder history = new HistoryBuilder().cap("a", 1).cap("b", 5);

    private Report report() {
        history.task(Guarantee.EXCLUSIVE).lost("a", -5, 40).succeeded("b", 41, 42);
        history.task(Guarantee.ONCE)
                .lostUnstarted("a", -4, 9, "was not heard of for too long.")
                .is(TaskState.FAILED, 9);
        history.task(Guarantee.ONCE).is(TaskState.CANCELED, 3);
        history.operators().seenDrained(node("b"), at(50), at(51));
        History built = history.build();
        return new Report(42, Duration.ofSeconds(90), built, Checker.check(built));
    }

    @Test
    void theFiguresAreThoseOfTheHistory() {
        Report report = report();

        assertThat(report.endedByState()).containsOnlyKeys("CANCELED", "FAILED", "SUCCEEDED");
        assertThat(report.runAgain()).isEqualTo(1);
        assertThat(report.lostByCause())
                .containsEntry("was replaced by a newer process", 1L)
                .containsEntry("was not heard of for too long", 1L);
        assertThat(report.longestPause()).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void theTextNamesSeedFiguresAndBreaches() {
        assertThat(report().lines())
                .anyMatch(line -> line.startsWith("seed") && line.endsWith("42"))
                .anyMatch(line -> line.startsWith("nothing assigned") && line.contains("45.0 s"))
                .anyMatch(line -> line.startsWith("G1 cap") && line.endsWith("broken 1 times"))
                .anyMatch(line -> line.startsWith("    Node a held 2 live attempts"))
                .anyMatch(line -> line.startsWith("G3 fencing") && line.endsWith("broken 0 times"));
    }

    @Test
    void theJsonHoldsTheSame() throws Exception {
        JsonNode json = Json.mapper().readTree(report().json());

        assertThat(json.path("seed").asLong()).isEqualTo(42);
        assertThat(json.path("accepted").asInt()).isEqualTo(3);
        assertThat(json.path("promises").path("G1 cap").path("breaches")).hasSize(1);
        assertThat(json.path("promises")).hasSize(Promise.values().length);
    }
}
