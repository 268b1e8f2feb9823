package io.sluice.service.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedFailureTest {
    private static final String NAME = RepeatedFailureTest.class.getName();
    private static final java.util.logging.Logger LOGS = java.util.logging.Logger.getLogger(NAME);

    private final AtomicLong nanos = new AtomicLong(5);
    private final List<String> lines = new ArrayList<>();
    private final RepeatedFailure failure =
            new RepeatedFailure(Logger.getLogger(NAME), "storing fails", "storing works again", nanos::get);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.INFO.intValue()) {
                lines.add(record.getLevel() + " " + String.format(record.getMessage(), record.getParameters()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGS.addHandler(handler);
        LOGS.setUseParentHandlers(false);
    }

    @AfterEach
    void deaf() {
        LOGS.removeHandler(handler);
    }

    @Test
    void itIsSaidAtOnceOnceAMinuteAndAtTheEnd() {
        for (int second = 0; second < 125; second++) {
            failure.failed(new IllegalStateException("no room"));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(failure.seconds()).isEqualTo(125);
        assertThat(failure.tries()).isEqualTo(125);

        failure.worked();
        failure.worked();

        assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(line).contains("storing"));
        assertThat(lines.get(0)).startsWith("WARN").contains("no room");
        assertThat(lines.get(1)).startsWith("WARN").contains("for 60 s").contains("no room");
        assertThat(lines.get(2)).startsWith("WARN").contains("for 120 s");
        assertThat(lines.get(3)).startsWith("INFO").contains("works again, after 125 s");
        assertThat(failure.seconds()).isZero();
    }

    @Test
    void aWatchedJobFailsNoMore() {
        failure.watch(Uni.createFrom().failure(new IllegalStateException("no room")))
                .await()
                .atMost(Duration.ofSeconds(10));

        assertThat(failure.tries()).isOne();
    }
}
