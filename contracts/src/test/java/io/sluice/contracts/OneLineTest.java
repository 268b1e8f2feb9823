package io.sluice.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "kernel patch", "a\tb", "h\u00e9llo \u2192", "\uD83D\uDC69\u200D\uD83D\uDE80", "\\n"})
    void plainTextStaysAsItIs(String text) {
        assertThat(OneLine.of(text)).isSameAs(text);
    }

    @Test
    void whatBreaksALineIsEscaped() {
        assertThat(OneLine.of("a\nb")).isEqualTo("a\\nb");
        assertThat(OneLine.of("a\r\nb")).isEqualTo("a\\r\\nb");
        assertThat(OneLine.of("\u001b[31mred")).isEqualTo("\\u001b[31mred");
        assertThat(OneLine.of("a\0b")).isEqualTo("a\\u0000b");
        assertThat(OneLine.of("a\u0085b\u2028c")).isEqualTo("a\\u0085b\\u2028c");
        assertThat(OneLine.of("a\u202egpj.exe")).isEqualTo("a\\u202egpj.exe");
    }
}
