package io.sluice.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorableTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "plain", "\u0001\t\n\u007f", "héllo", "\uFFFE\uFFFF", "\uD83D\uDE00", "a\uD83D\uDE00b"})
    void allOfUnicodeCanBeStored(String text) {
        assertThat(StorableText.fault(text)).isNull();
        assertThat(StorableText.replaced(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0", "\uDC00", "\uD800", "\uD800a", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void butNulAndHalfAPair(String text) {
        assertThat(StorableText.fault(text)).startsWith("must not hold ");
        assertThat(StorableText.fault(StorableText.replaced(text))).isNull();
        assertThat(StorableText.replaced(text)).hasSameSizeAs(text).contains("\uFFFD");
    }

    @Test
    void aWholePairStaysWhenWhatIsBesideItIsReplaced() {
        assertThat(StorableText.replaced("\0\uD83D\uDE00\uDE00")).isEqualTo("\uFFFD\uD83D\uDE00\uFFFD");
    }

    @Test
    void aCutTextHoldsNoHalfOfAPair() {
        assertThat(StorableText.cut("ab\uD83D\uDE00", 3)).isEqualTo("ab");
        assertThat(StorableText.cut("ab\uD83D\uDE00", 4)).isEqualTo("ab\uD83D\uDE00");
        assertThat(StorableText.cut("abc", 2)).isEqualTo("ab");
    }
}
