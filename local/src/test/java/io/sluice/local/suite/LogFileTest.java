package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    @Test
    void onlyWhatCameAfterAPlaceIsQuoted() throws Exception {
        Path file = folder.resolve("a.log");
        Files.writeString(file, "old\n");
        LogFile log = new LogFile(file);
        long before = log.length();
        Files.writeString(file, "one\n\ntwo\nthree\n", StandardOpenOption.APPEND);

        assertThat(log.lastLines(before, 2)).containsExactly("two", "three");
        assertThat(log.lastLines(before, 9)).containsExactly("one", "two", "three");
    }

    @Test
    void aFileThatIsNotThereHasNoLines() {
        assertThat(new LogFile(folder.resolve("none")).lastLines(0, 5)).isEmpty();
    }

    @Test
    void whatIsTooLongIsPutAsideAndCut() throws Exception {
        Path file = folder.resolve("b.log");
        Files.writeString(file, "0123456789");
        LogFile log = new LogFile(file);

        log.keepBelow(10);
        assertThat(log.length()).isEqualTo(10);
        log.keepBelow(9);
        assertThat(log.length()).isZero();
        assertThat(folder.resolve("b.log.1")).hasContent("0123456789");
    }
}
