package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteRecordTest {
    @TempDir
    Path folder;

    private final ProcessHandle self = ProcessHandle.current();
    private final Instant start = SuiteRecord.startOf(self).orElseThrow();

    @Test
    void whatIsWrittenIsRead() {
        SuiteRecord record = record(start);
        record.write(folder);
        assertThat(SuiteRecord.read(folder)).contains(record);
    }

    @Test
    void aNumberThatSomebodyElseHasNowIsNotTheProcess() {
        assertThat(record(start).processes().get(0).living()).isPresent();
        assertThat(record(start.minus(Duration.ofHours(1))).processes().get(0).living())
                .isEmpty();
    }

    @Test
    void aRecordThatWasCutOffIsNoRecord() throws Exception {
        Files.writeString(folder.resolve(SuiteRecord.FILE), "{\"pid\":1,\"gate");
        assertThat(SuiteRecord.read(folder)).isEmpty();
    }

    private SuiteRecord record(Instant startedAt) {
        return new SuiteRecord(
                self.pid(),
                startedAt,
                List.of("http://127.0.0.1:8080"),
                List.of(new SuiteRecord.Entry(
                        "agent-1", Role.AGENT, self.pid(), startedAt, 41_000, SuiteProcess.State.READY, 2, "/log")));
    }
}
