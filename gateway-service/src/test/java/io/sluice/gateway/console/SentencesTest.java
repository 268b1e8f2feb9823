package io.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.console.Sentences.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
    @Test
    void eachTimeIsAMomentOfItsOwn() {
        assertThat(Sentences.parts("from 2026-11-27 10:00:00Z to 2026-11-27T10:00:01.123456Z."))
                .containsExactly(
                        words("from "),
                        new Part("2026-11-27 10:00:00Z", "2026-11-27T10:00:00Z"),
                        words(" to "),
                        new Part("2026-11-27 10:00:01Z", "2026-11-27T10:00:01.123456Z"),
                        words("."));
    }

    @Test
    void aTimeAloneHasNoWordsAroundIt() {
        assertThat(Sentences.parts("2026-11-27T10:00:00Z"))
                .containsExactly(new Part("2026-11-27 10:00:00Z", "2026-11-27T10:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing here",
                "2026-11-27",
                "2026-02-30T10:00:00Z",
                "2026-11-27T25:00:00Z",
                "2026-11-27T10:00:00+01:00",
                "12026-11-27T10:00:00Z"
            })
    void whatIsNoTimeInUtcStaysAsItWasWritten(String text) {
        assertThat(Sentences.parts(text)).containsExactly(words(text));
    }

    @Test
    void anEmptySentenceHasNoParts() {
        assertThat(Sentences.parts("")).isEmpty();
    }

    private static Part words(String text) {
        return new Part(text, null);
    }
}
