package io.sluice.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around itself: everything that is neither an argument nor an answer of the gateway.
 *
 * @param environment the variables of the process
 * @param directory where it was called
 * @param clock for "how long ago", never for a decision that others share
 * @param pause how to wait between two looks
 */
record Environment(Map<String, String> environment, Path directory, Clock clock, Pause pause) {
    /** Waits. */
    @FunctionalInterface
    interface Pause {
        /** Waits so long. */
        void of(Duration length) throws InterruptedException;
    }

    /** Those of this process. */
    static Environment ofProcess() {
        return new Environment(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Clock.systemUTC(),
                length -> Thread.sleep(length.toMillis()));
    }

    /** A variable that is set and not blank. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Waits; an interrupt ends the command. */
    void waitFor(Duration length) {
        try {
            pause.of(length);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** How a command ends whose thread was interrupted. */
    static CommandFailure interrupted() {
        Thread.currentThread().interrupt();
        return CommandFailure.interrupted();
    }
}
