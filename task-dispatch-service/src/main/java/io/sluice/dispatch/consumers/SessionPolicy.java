package io.sluice.dispatch.consumers;

import java.time.Duration;
import java.util.Optional;

/** After how long without a heartbeat a replica's partitions move to the others. Pure. */
final class SessionPolicy {
    /** Long enough for a pause of the process, and short enough that a killed replica is made up for within 5 s. */
    static final Duration REQUESTED = Duration.ofSeconds(3);

    /** When the broker did not tell: more than its default asks for, since one that asks for more lets no consumer in. */
    static final Duration UNTOLD = Duration.ofSeconds(10);

    /** The others hear of a member that is gone with their next heartbeat. */
    private static final int HEARTBEATS = 5;

    private SessionPolicy() {}

    /** As short as the broker permits, and no shorter than it is safe. */
    static Duration session(Optional<Duration> shortestPermitted) {
        return shortestPermitted
                .map(permitted -> permitted.compareTo(REQUESTED) > 0 ? permitted : REQUESTED)
                .orElse(UNTOLD);
    }

    static Duration heartbeat(Duration session) {
        return session.dividedBy(HEARTBEATS);
    }

    /** What an operator is to know of it; empty when the session is as short as it is requested. */
    static Optional<String> warning(Optional<Duration> shortestPermitted) {
        Duration session = session(shortestPermitted);
        if (session.equals(REQUESTED)) {
            return Optional.empty();
        }
        String because = shortestPermitted.isPresent()
                ? "the brokers' group.min.session.timeout.ms is " + session.toMillis() + ": set it to "
                        + REQUESTED.toMillis() + " or less"
                : "the brokers did not tell their group.min.session.timeout.ms: let this service describe their"
                        + " configuration, and restart it";
        return Optional.of("tasks on a killed replica's partitions wait for up to " + session.toMillis()
                + " ms until another replica takes them, since " + because);
    }
}
