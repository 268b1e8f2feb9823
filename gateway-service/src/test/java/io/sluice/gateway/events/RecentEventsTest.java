package io.sluice.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecentEventsTest {
    private static final byte[] EVENT = "{\"id\":\"x\",\"state\":\"QUEUED\"}".getBytes(StandardCharsets.UTF_8);

    private final RecentEvents recent = new RecentEvents(3);

    @BeforeEach
    void twoPartitionsFromTenOn() {
        recent.begin(EventTopic.TASK, 0, 10);
        recent.begin(EventTopic.TASK, 1, 10);
        recent.ready();
    }

    @Test
    void aReaderGetsEventsInTheOrderInWhichTheyCame() {
        long begin = recent.end();
        add(0, 10);
        add(1, 10);

        assertThat(offsets(begin)).containsExactly(10L, 10L);
        assertThat(offsets(begin + 1)).hasSize(1);
        assertThat(offsets(begin + 2)).isEmpty();
    }

    @Test
    void noMoreThanAskedForAreGivenAtOnce() {
        long begin = recent.end();
        add(0, 10);
        add(0, 11);

        assertThat(recent.from(begin, 1).orElseThrow()).hasSize(1);
    }

    @Test
    void aReaderThatFellBehindIsTold() {
        long begin = recent.end();
        for (int offset = 10; offset < 14; offset++) {
            add(0, offset);
        }

        assertThat(recent.from(begin, 10)).isEmpty();
        assertThat(offsets(begin + 1)).containsExactly(11L, 12L, 13L);
    }

    @Test
    void whoHasSeenEverythingGoesOn() {
        add(0, 10);

        assertThat(recent.resume(recent.position())).isInstanceOf(RecentEvents.Resumption.At.class);
    }

    @Test
    void whoMissedWhatIsStillKeptGoesOn() {
        Offsets seen = recent.position();
        add(0, 10);
        add(1, 10);
        add(0, 11);

        assertThat(recent.resume(seen)).isInstanceOf(RecentEvents.Resumption.At.class);
    }

    @Test
    void whoMissedMoreThanIsKeptBeginsAnew() {
        Offsets seen = recent.position();
        for (int offset = 10; offset < 14; offset++) {
            add(0, offset);
        }

        assertThat(recent.resume(seen)).isInstanceOf(RecentEvents.Resumption.TooOld.class);
        assertThat(recent.resume(seen.with(EventTopic.TASK, 0, 11))).isInstanceOf(RecentEvents.Resumption.At.class);
    }

    @Test
    void whoSawMoreThanHasArrivedHereIsAhead() {
        assertThat(recent.resume(recent.position().with(EventTopic.TASK, 0, 11)))
                .isInstanceOf(RecentEvents.Resumption.Ahead.class);
        assertThat(recent.resume(recent.position().with(EventTopic.TASK, 7, 1)))
                .isInstanceOf(RecentEvents.Resumption.Ahead.class);
    }

    @Test
    void aPartitionThatTheClientDidNotKnowIsUnseenFromItsBeginning() {
        Offsets seen = recent.position();
        recent.begin(EventTopic.NODE, 0, 0);

        assertThat(recent.resume(seen)).isInstanceOf(RecentEvents.Resumption.At.class);
    }

    @Test
    void recordsThatTellNothingAreReadPast() {
        recent.passOver(EventTopic.TASK, 0, 10);

        assertThat(recent.position().next(EventTopic.TASK, 0)).isEqualTo(11);
    }

    @Test
    void afterAGapEveryReaderIsToldAndNoneWaitsForever() {
        long begin = recent.end();
        add(0, 10);
        recent.forget();

        assertThat(recent.isReady()).isFalse();
        assertThat(recent.from(begin, 10)).isEmpty();
        assertThat(recent.from(begin + 1, 10)).isEmpty();
        assertThat(recent.from(recent.end(), 10)).contains(List.of());
    }

    @Test
    void whatIsNoEventHasNoText() {
        assertThat(event("not json")).isEmpty();
        assertThat(event("[]")).isEmpty();
        assertThat(event("{\"id\":1}")).isEmpty();
        assertThat(event("")).isEmpty();
        assertThat(event("{\"id\":\"a\",\n \"state\":\"QUEUED\"}")).isEqualTo("{\"id\":\"a\",\"state\":\"QUEUED\"}");
    }

    private String event(String text) {
        return new RecentEvent(0, EventTopic.TASK, 0, 0, text.getBytes(StandardCharsets.UTF_8), Offsets.NONE).data();
    }

    private void add(int partition, long offset) {
        recent.add(EventTopic.TASK, partition, offset, EVENT);
    }

    private List<Long> offsets(long number) {
        return recent.from(number, 100).orElseThrow().stream()
                .map(RecentEvent::offset)
                .toList();
    }
}
