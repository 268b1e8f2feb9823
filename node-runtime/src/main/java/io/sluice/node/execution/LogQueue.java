package io.sluice.node.execution;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;

/**
 * Log lines of a thread that may not wait. Whoever reads this process's output may have stopped reading it: then every
 * call of a logger blocks. Here that holds up one thread that has nothing else to do; what comes meanwhile is kept, and
 * what there is no room for is dropped.
 */
final class LogQueue {
    private static final Logger LOG = Logger.getLogger(Watchdog.class);
    private static final int MAX_LINES = 256;

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_LINES);
    private final Thread thread = new Thread(this::write, "sluice-watchdog-log");

    void begin() {
        thread.setDaemon(true);
        thread.start();
    }

    void end() {
        thread.interrupt();
    }

    /** Never waits. */
    void warn(String line) {
        lines.offer(line);
    }

    private void write() {
        try {
            while (true) {
                LOG.warn(lines.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
