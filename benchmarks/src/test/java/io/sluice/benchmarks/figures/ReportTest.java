package io.sluice.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Instant AT = Instant.parse("2026-11-29T08:00:00Z");

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Report report = of(new Figure("done", "/s", List.of(1_000.0, 1_200.0)));

        Path file = report.write(folder);

        assertThat(file.getFileName()).hasToString("throughput-20261129-080000.json");
        assertThat(Report.read(file)).isEqualTo(report);
    }

    @Test
    void theFileHasMedianAndSpreadForWhoeverReadsItByOtherMeans() throws IOException {
        Path file = of(new Figure("done", "/s", List.of(1_000.0, 1_200.0))).write(folder);

        assertThat(file).content().contains("\"median\" : 1100.0", "\"min\" : 1000.0", "\"max\" : 1200.0");
    }

    @Test
    void theTableShowsEachFigureWithItsSpread() {
        assertThat(of(new Figure("done", "/s", List.of(1_000.0, 1_200.0))).table())
                .contains("| done | 1,100 /s | 1,000 to 1,200, of 2 |");
    }

    @Test
    void aComparisonShowsBothAndTheRatio() {
        Report before = of(new Figure("done", "/s", List.of(500.0)), new Figure("gone", "", List.of(1.0)));
        Report now = of(new Figure("done", "/s", List.of(1_000.0)), new Figure("new", "", List.of(1.0)));

        assertThat(now.comparedWith(before))
                .contains("| done | 1,000 /s | 500 /s | 2.00 |", "| new | 1.00 | - | - |")
                .doesNotContain("gone");
    }

    @Test
    void threeDigitsCount() {
        assertThat(List.of(Report.shown(1234.4), Report.shown(12.34), Report.shown(0.123)))
                .containsExactly("1,234", "12.3", "0.12");
    }

    private static Report of(Figure... figures) {
        return new Report(
                "throughput",
                AT,
                new Revision("0123456789abcdef", false),
                new Machine(2, 8_192, "a processor", "Linux 6", "JDK 17"),
                Map.of("rounds", 2),
                List.of(figures));
    }
}
