package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class OneLineFilterTest {
    private final OneLineFilter filter = new OneLineFilter();

    @Test
    void aMessageWithWhatSomebodyWroteIsOneLine() {
        assertThat(line(
                        "io.sluice.x",
                        "asked by %s (\"%s\")",
                        "alice",
                        "100% sure\n2026-11-28 INFO all is well\u001b[2J"))
                .isEqualTo("asked by alice (\"100% sure\\n2026-11-28 INFO all is well\\u001b[2J\")");
    }

    @Test
    void othersLinesAreTheirs() {
        assertThat(line("org.example", "%s", "a\nb")).isEqualTo("a\nb");
    }

    private String line(String logger, String message, Object... parameters) {
        ExtLogRecord record = new ExtLogRecord(
                Level.INFO, message, ExtLogRecord.FormatStyle.PRINTF, OneLineFilterTest.class.getName());
        record.setLoggerName(logger);
        record.setParameters(parameters);
        assertThat(filter.isLoggable(record)).isTrue();
        return new PatternFormatter("%s").format(record);
    }
}
