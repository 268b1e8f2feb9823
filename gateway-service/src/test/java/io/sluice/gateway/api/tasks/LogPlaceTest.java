package io.sluice.gateway.api.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPlaceTest {
    @Test
    void anIdIsReadAsItWasWritten() {
        LogPlace place = new LogPlace(2, 17);

        assertThat(LogPlace.parse(place.toString())).contains(place);
        assertThat(LogPlace.parse("1:0")).contains(LogPlace.beginningOf(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1:", ":1", "0:1", "-1:1", "1:-1", "1:2:3", "1:99999999999999999999", "x:y"})
    void anythingElseIsNoPlace(String text) {
        assertThat(LogPlace.parse(text)).isEmpty();
    }

    @Test
    void noIdIsNoPlace() {
        assertThat(LogPlace.parse(null)).isEmpty();
    }
}
