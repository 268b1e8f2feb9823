package io.sluice.benchmarks.cost;

import java.util.Map;

/** A process and all that it started, those that have ended included. */
public final class ProcessFamily {
    private ProcessFamily() {}

    /** CPU seconds of a process and its descendants until now. */
    public static double cpuSeconds(long pid) {
        Map<Long, ProcessStat> all = ProcessStat.all();
        return all.values().stream()
                        .filter(stat -> isBelow(stat, pid, all))
                        .mapToLong(stat -> stat.ownTicks() + stat.reapedTicks())
                        .sum()
                / ProcessStat.TICKS_PER_SECOND;
    }

    /** CPU seconds of all processes that this one started, waited for, and that have ended. */
    public static double endedChildrenCpuSeconds() {
        return ProcessStat.read(ProcessHandle.current().pid())
                        .map(ProcessStat::reapedTicks)
                        .orElse(0L)
                / ProcessStat.TICKS_PER_SECOND;
    }

    private static boolean isBelow(ProcessStat stat, long pid, Map<Long, ProcessStat> all) {
        for (ProcessStat at = stat; at != null; at = all.get(at.parent())) {
            if (at.pid() == pid) {
                return true;
            }
        }
        return false;
    }
}
