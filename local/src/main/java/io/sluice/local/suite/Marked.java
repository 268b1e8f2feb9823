package io.sluice.local.suite;

import io.sluice.backends.ProcessTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Finds what a suite started, tasks and all, by a variable that every process of it inherits, even where parents are dead
 * and sessions left. Linux alone shows other processes' variables; elsewhere nothing is found this way.
 */
final class Marked {
    private static final String VARIABLE = "_SLUICE_SUITE";

    private Marked() {}

    /** The variable for the processes of the suite in this folder. */
    static Map<String, String> variable(Path data) {
        return Map.of(VARIABLE, data.toString());
    }

    /** All living processes of the suite in this folder, this one excepted. */
    static List<ProcessHandle> processes(Path data) {
        return ProcessTable.withVariable(VARIABLE, data.toString()).stream()
                .filter(process -> !process.equals(ProcessHandle.current()))
                .toList();
    }
}
