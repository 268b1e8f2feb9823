package io.sluice.dispatch.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which retention is safe. Pure. */
final class HistoryConfigRules {
    private static final Duration MIN_RETENTION = Duration.ofDays(1);

    private HistoryConfigRules() {}

    /** Every violation, each naming its setting; empty when the set is safe. */
    static List<String> violations(HistoryConfig config) {
        List<String> found = new ArrayList<>();
        if (config.taskRetention().compareTo(MIN_RETENTION) < 0) {
            found.add("sluice.dispatch.task-retention is " + config.taskRetention()
                    + " and must be at least one day: history leaves by whole days");
        }
        if (config.logRetention().compareTo(MIN_RETENTION) < 0) {
            found.add("sluice.dispatch.log-retention is " + config.logRetention()
                    + " and must be at least one day: logs leave by whole days");
        }
        if (config.logRetention().compareTo(config.taskRetention()) > 0) {
            found.add("sluice.dispatch.log-retention is " + config.logRetention()
                    + " and must be at most sluice.dispatch.task-retention, which is " + config.taskRetention()
                    + ": nobody could find a log without its task");
        }
        return found;
    }
}
