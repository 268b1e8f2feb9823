package io.sluice.benchmarks.suite;

import io.sluice.benchmarks.cost.CpuTimes;

/**
 * What one round of many equal tasks took.
 *
 * @param tasks how many
 * @param submitSeconds until the last batch was answered
 * @param seconds from the first byte sent to the last task ended
 * @param cpu of the whole suite meanwhile
 */
public record Round(int tasks, double submitSeconds, double seconds, CpuTimes cpu) {
    /** Tasks submitted a second. */
    public double submitRate() {
        return tasks / submitSeconds;
    }

    /** Tasks done a second. */
    public double rate() {
        return tasks / seconds;
    }

    /** CPU seconds of one task by part. */
    public CpuTimes cpuOfTask() {
        return cpu.per(tasks);
    }
}
