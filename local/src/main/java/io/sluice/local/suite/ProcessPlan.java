package io.sluice.local.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How one process is started, again and again.
 *
 * @param port where it listens first of all
 * @param command in the foreground, as it is given to the system
 * @param environment over what this process has
 * @param log where all that it says goes
 * @param prepare done before every start
 * @param probe whether it is ready
 */
record ProcessPlan(
        String name,
        Role role,
        int port,
        List<String> command,
        Map<String, String> environment,
        Path log,
        Runnable prepare,
        Probe probe) {

    /** Looks from outside. */
    @FunctionalInterface
    interface Probe {
        /** Whether it does its work now. False while it can't be reached; it never takes longer than about a second. */
        boolean isReady();
    }
}
