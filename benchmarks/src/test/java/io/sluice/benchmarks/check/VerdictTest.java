package io.sluice.benchmarks.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.figures.Figure;
import io.sluice.benchmarks.figures.Machine;
import io.sluice.benchmarks.figures.Report;
import io.sluice.benchmarks.figures.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
    private static final Recorded RECORDED = Recorded.of(report(100, 2_000));

    @TempDir
    Path folder;

    @Test
    void aQuarterMoreIsStillAccepted() {
        assertThat(Verdict.of(report(125, 2_500), RECORDED).isAccepted()).isTrue();
    }

    @Test
    void moreThanThatOfEitherFigureIsNot() {
        assertThat(Verdict.of(report(126, 2_000), RECORDED).isAccepted()).isFalse();
        assertThat(Verdict.of(report(100, 2_520), RECORDED).isAccepted()).isFalse();
    }

    @Test
    void aFigureThatIsNotMeasuredAnyMoreIsNotAccepted() {
        Report report = report(100, 2_000);
        Report less = new Report(
                report.benchmark(),
                report.at(),
                report.revision(),
                report.machine(),
                report.settings(),
                report.figures().subList(0, 1));

        assertThat(Verdict.of(less, RECORDED).isAccepted()).isFalse();
    }

    @Test
    void theMedianIsHeldAgainstTheRecordedOneAndTheSentenceSaysHowFarItIs() {
        assertThat(Verdict.of(report(150, 2_000), RECORDED).sentence())
                .contains("batch: CPU a task / calibration is 150, 1.50 of the recorded 100")
                .contains("a task costs more than it did");
    }

    @Test
    void whatIsRecordedIsReadAgainAndSaysHowToRenewIt() throws IOException {
        Path file = folder.resolve("recorded.json");
        RECORDED.write(file);

        assertThat(Recorded.read(file)).isEqualTo(RECORDED);
        assertThat(file).content().contains("benchmarks/run check --record");
    }

    private static Report report(double batch, double single) {
        return new Report(
                "check",
                Instant.parse("2026-11-29T08:00:00Z"),
                new Revision("0123456789abcdef", false),
                new Machine(2, 8_192, "a processor", "Linux 6", "JDK 17"),
                Map.of(),
                List.of(
                        new Figure(CheckBenchmark.BATCH_UNITS, "", List.of(1.0, batch, 9_999.0)),
                        new Figure(CheckBenchmark.SINGLE_UNITS, "", List.of(single)),
                        new Figure("another", "", List.of(1.0))));
    }
}
