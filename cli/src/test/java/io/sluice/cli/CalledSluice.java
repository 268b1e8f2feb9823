package io.sluice.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Calls the command line as a shell would, in an environment of the test's making, and never really waits. */
final class CalledSluice {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Runnable beforeAPause = () -> {};

    CalledSluice(Path directory) {
        this.directory = directory;
    }

    /** What came of a call. */
    record Result(int exitCode, String out, String err) {}

    CalledSluice with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Does this each time that it wants to wait. */
    CalledSluice beforeAPause(Runnable what) {
        beforeAPause = what;
        return this;
    }

    /** How long it wanted to wait. */
    List<Duration> pauses() {
        return pauses;
    }

    Result call(String... args) {
        return call(new Object[0], args);
    }

    Result call(Object[] mounted, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment called = new Environment(environment, directory, Clock.fixed(NOW, ZoneOffset.UTC), length -> {
            pauses.add(length);
            beforeAPause.run();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        });
        CommandLine line = SluiceCommand.commandLine(called, mounted)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exitCode = line.execute(args);
        return new Result(exitCode, out.toString(), err.toString());
    }
}
