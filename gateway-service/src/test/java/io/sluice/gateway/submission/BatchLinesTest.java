package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchLinesTest {
    @Test
    void aLastLineNeedsNoBreak() {
        assertThat(texts("{}\n[]")).containsExactly("1 {}", "2 []");
        assertThat(texts("{}\n[]\n")).containsExactly("1 {}", "2 []");
    }

    @Test
    void blankLinesAreSkippedAndCounted() {
        assertThat(texts("\n \t\r\n{}\r\n\n[]")).containsExactly("3 {}\r", "5 []");
    }

    @Test
    void tenThousandLinesAreTheMost() {
        assertThat(texts("{}\n".repeat(10_000))).hasSize(10_000);
        assertThat(texts("\n".repeat(10_000) + "{}")).containsExactly("10001 {}");
        assertThatThrownBy(() -> texts("{}\n".repeat(10_001)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().errors().get(0).message())
                                .contains("10000"));
    }

    @Test
    void nothingIsNoBatch() {
        assertThatThrownBy(() -> texts("")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> texts(" \n\n")).isInstanceOf(ProblemException.class);
    }

    private static List<String> texts(String body) {
        BatchLines lines = BatchLines.of(body.getBytes(StandardCharsets.UTF_8));
        return lines.all().stream()
                .map(line -> line.number() + " " + new String(lines.text(line), StandardCharsets.UTF_8))
                .toList();
    }
}
