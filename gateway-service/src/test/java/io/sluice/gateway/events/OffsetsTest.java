package io.sluice.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetsTest {
    @Test
    void textIsReadBackAsItWas() {
        Offsets offsets = Offsets.NONE
                .with(EventTopic.TASK, 0, 100)
                .with(EventTopic.TASK, 2, 0)
                .with(EventTopic.NODE, 0, 7);

        assertThat(offsets).hasToString("2s.-.0_7");
        assertThat(Offsets.parse("2s.-.0_7")).hasValueSatisfying(read -> {
            assertThat(read.next(EventTopic.TASK, 0)).isEqualTo(100);
            assertThat(read.next(EventTopic.TASK, 1)).isEqualTo(Offsets.UNKNOWN);
            assertThat(read.next(EventTopic.TASK, 2)).isZero();
            assertThat(read.next(EventTopic.NODE, 0)).isEqualTo(7);
            assertThat(read.next(EventTopic.NODE, 5)).isEqualTo(Offsets.UNKNOWN);
        });
    }

    @Test
    void nothingAtAllHasATextToo() {
        assertThat(Offsets.parse(Offsets.NONE.toString())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1_2_3",
                "x!_1",
                "1.._1",
                "-1_0",
                "1 _2",
                "zzzzzzzzzzzzz_0",
                "1,2_3",
                "_._",
                "Z_1",
                "%00_1",
                "null"
            })
    void whatIsNoSuchTextIsRefused(String text) {
        assertThat(Offsets.parse(text)).isEmpty();
    }

    @Test
    void aTextWithoutEndIsRefused() {
        assertThat(Offsets.parse("1.".repeat(5_000) + "1_1")).isEmpty();
    }

    @Test
    void coversOnlyWhatIsNotBehindInAnyPartition() {
        Offsets some = Offsets.NONE.with(EventTopic.TASK, 0, 5).with(EventTopic.NODE, 0, 5);

        assertThat(some.covers(some)).isTrue();
        assertThat(some.covers(Offsets.NONE)).isTrue();
        assertThat(some.covers(some.with(EventTopic.TASK, 0, 6))).isFalse();
        assertThat(some.covers(some.with(EventTopic.TASK, 1, 0))).isFalse();
        assertThat(some.with(EventTopic.TASK, 0, 9).covers(some)).isTrue();
    }

    @Test
    void theLaterOfTwoIsTakenForEachPartition() {
        Offsets one = Offsets.NONE.with(EventTopic.TASK, 0, 5).with(EventTopic.NODE, 0, 1);
        Offsets other = Offsets.NONE.with(EventTopic.TASK, 0, 3).with(EventTopic.TASK, 1, 4);

        assertThat(one.orLater(other)).hasToString("5.4_1");
        assertThat(other.orLater(one)).hasToString("5.4_1");
    }

    @Test
    void isNotChangedByAnother() {
        Offsets before = Offsets.NONE.with(EventTopic.TASK, 0, 5);

        before.with(EventTopic.TASK, 0, 6);

        assertThat(before.next(EventTopic.TASK, 0)).isEqualTo(5);
    }
}
