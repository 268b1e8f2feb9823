package io.sluice.log;

import io.quarkus.logging.LoggingFilter;
import io.sluice.contracts.OneLine;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Keeps each message of Sluice in one line, whatever people wrote into it. */
@LoggingFilter(name = "one-line")
public final class OneLineFilter implements Filter {
    private static final String OURS = "io.sluice.";

    private static final Formatter MESSAGE = new PatternFormatter("%s");

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record.getLoggerName() != null && record.getLoggerName().startsWith(OURS)) {
            String message = MESSAGE.format(record);
            String line = OneLine.of(message);
            // The same object when there was nothing to escape.
            if (line != message) {
                write(record, line);
            }
        }
        return true;
    }

    private static void write(LogRecord record, String line) {
        if (record instanceof ExtLogRecord ours) {
            ours.setMessage(line, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            record.setMessage(line);
        }
    }
}
