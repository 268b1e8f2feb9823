package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
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

    @Test
    void aGroupIsFullByItsLinesOrByItsText() {
        assertThat(groups("a\nb\nc\nd\ne", 2, 100)).containsExactly("a b", "c d", "e");
        assertThat(groups("aa\nbb\nc\ndddd\ne", 10, 4)).containsExactly("aa bb", "c", "dddd", "e");
        assertThat(groups("aa\nbb\n", 10, 4)).containsExactly("aa bb");
    }

    @Test
    void aLongLineIsAGroupOfItsOwn() {
        assertThat(groups("a\nbbbbbbbb\nc", 10, 4)).containsExactly("a", "bbbbbbbb", "c");
        assertThat(groups("bbbbbbbb", 10, 4)).containsExactly("bbbbbbbb");
    }

    private static List<String> groups(String body, int maxLines, int maxBytes) {
        BatchLines lines = BatchLines.of(body.getBytes(StandardCharsets.UTF_8));
        return lines.groups(maxLines, maxBytes).stream()
                .map(group -> group.stream()
                        .map(line -> new String(lines.text(line), StandardCharsets.UTF_8))
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static List<String> texts(String body) {
        BatchLines lines = BatchLines.of(body.getBytes(StandardCharsets.UTF_8));
        return lines.all().stream()
                .map(line -> line.number() + " " + new String(lines.text(line), StandardCharsets.UTF_8))
                .toList();
    }
}
