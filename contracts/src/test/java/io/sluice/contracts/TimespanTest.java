package io.sluice.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimespanTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1ms",
                "999ms",
                "1s",
                "PT0.001S",
                "PT1.5S",
                "90s",
                "10m",
                "24h",
                "P1DT2H",
                "10000d",
                "PT864000000S"
            })
    void whatIsTakenIsTheSameWhenItIsWrittenAndReadAgain(String text) {
        Timespan length = Timespan.parse(text);

        assertThat(Timespan.parse(length.toString())).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT0.0004S",
                "PT0.0000001S",
                "PT1.0005S",
                "P1DT0.000000001S",
                "PT0S",
                "0ms",
                "-1s",
                "PT-1S",
                "10001d",
                "P10000DT0.001S",
                "999999999999d",
                "PT9999999999999999999S",
                "1.5s",
                "1 s",
                "1S",
                "",
                " ",
                "1",
                "\u0661s",
                "soon"
            })
    void whatIsNoLengthOfWholeMillisecondsIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timespan.parse(text))
                .withMessageContaining("a length");
    }
}
