package io.sluice.node.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** A thread that does one thing again and again until it is told to end, whatever goes wrong in between. */
abstract class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean woken;
    private volatile boolean ending;

    Worker(String name) {
        this.thread = new Thread(this::loop, name);
        this.thread.setDaemon(true);
    }

    /** One round. What it throws is logged, and the next round follows after a second. */
    abstract void round() throws InterruptedException;

    final void begin() {
        thread.start();
    }

    /** Interrupts the round and waits for the thread, for a bounded time. */
    final void end() {
        ending = true;
        thread.interrupt();
        try {
            thread.join(END_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    final boolean isEnding() {
        return ending;
    }

    /** Ends the present or the next {@link #pause}. */
    final void wake() {
        lock.lock();
        try {
            woken = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    final void pause(Duration length) throws InterruptedException {
        lock.lock();
        try {
            long left = length.toNanos();
            while (!woken && left > 0) {
                left = wake.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        while (!ending) {
            try {
                round();
            } catch (InterruptedException e) {
                if (!ending) {
                    LOG.debugf("%s was interrupted; it goes on", thread.getName());
                }
            } catch (Throwable e) {
                LOG.errorf(e, "%s failed; it goes on", thread.getName());
                restAfterAFault();
            }
        }
    }

    private void restAfterAFault() {
        try {
            TimeUnit.NANOSECONDS.sleep(AFTER_A_FAULT.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
