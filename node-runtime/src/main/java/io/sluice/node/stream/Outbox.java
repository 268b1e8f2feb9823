package io.sluice.node.stream;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.node.execution.ReportSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Reports that dispatch has not acknowledged, in the order in which they came to be. Starts and ends are always taken;
 * output has bounds, for one attempt and for all: past them {@link #awaitRoom} waits, a process's pipe is not read, and
 * the process waits in turn. The bounds may be passed by what was read already.
 */
public final class Outbox implements ReportSink {
    /** Names, numbers and quotes around a report's text, with some to spare. */
    private static final int REPORT_BYTES = 256;

    private static final int BATCH_FRAME_BYTES = 256;

    private final long roomForAll;
    private final long roomForOne;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<AttemptRef, Load> loads = new HashMap<>();
    private long outputBytes;
    private int pending;

    /**
     * @param roomForAll bytes of output that may wait in all
     * @param roomForOne bytes of output of one attempt that may wait
     */
    public Outbox(long roomForAll, long roomForOne) {
        this.roomForAll = roomForAll;
        this.roomForOne = roomForOne;
    }

    /** Bounds that suit this process's heap: an eighth of it for all, at most 32 MiB, and a quarter of that for one. */
    public static Outbox sizedForHeap() {
        long all = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);
        return new Outbox(all, all / 4);
    }

    @Override
    public void put(Report report) {
        int bytes = jsonBytes(report);
        lock.lock();
        try {
            add(report, bytes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void putAll(List<Report> reports) {
        lock.lock();
        try {
            for (Report report : reports) {
                add(report, jsonBytes(report));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitRoom(AttemptRef attempt) throws InterruptedException {
        lock.lock();
        try {
            while (isFullFor(attempt)) {
                drained.await();
            }
            Load load = loads.get(attempt);
            return load == null || !load.forgotten;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isFull(AttemptRef attempt) {
        lock.lock();
        try {
            return isFullFor(attempt);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forget(AttemptRef attempt) {
        lock.lock();
        try {
            loads.computeIfAbsent(attempt, ref -> new Load()).forgotten = true;
            for (Entry entry : entries) {
                if (entry.ref.equals(attempt) && !(entry.report instanceof Report.Started)) {
                    settle(entry);
                }
            }
            dropSettled();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(AttemptRef attempt) {
        lock.lock();
        try {
            Load load = loads.get(attempt);
            if (load != null) {
                load.released = true;
                dropIfIdle(attempt, load);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is to be sent next, oldest first; it stays here until it is settled. Waits while there is nothing.
     *
     * @param most reports to take
     */
    List<Entry> next(int most) throws InterruptedException {
        lock.lock();
        try {
            while (pending == 0) {
                filled.await();
            }
            List<Entry> batch = new ArrayList<>();
            int bytes = BATCH_FRAME_BYTES;
            for (Entry entry : entries) {
                if (entry.settled) {
                    continue;
                }
                boolean fits = batch.size() < Math.min(most, ReportBatch.MAX_REPORTS)
                        && bytes + entry.bytes <= ReportBatch.MAX_BYTES;
                if (!fits && !batch.isEmpty()) {
                    break;
                }
                batch.add(entry);
                bytes += entry.bytes;
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** These were answered: each is dropped, whatever the answer was. What has no outcome stays, to be sent again. */
    void settle(List<Entry> batch, List<ReportReply.Outcome> outcomes) {
        lock.lock();
        try {
            for (int i = 0; i < Math.min(batch.size(), outcomes.size()); i++) {
                settle(batch.get(i));
            }
            dropSettled();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything was acknowledged.
     *
     * @return whether it was
     */
    public boolean awaitEmpty(Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lock();
        try {
            while (pending > 0) {
                if (left <= 0) {
                    return false;
                }
                left = drained.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<AttemptRef> unacknowledged() {
        lock.lock();
        try {
            return entries.stream()
                    .filter(entry -> !entry.settled)
                    .map(entry -> entry.ref)
                    .collect(Collectors.toSet());
        } finally {
            lock.unlock();
        }
    }

    /** Reports that were not acknowledged. */
    public int size() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    private void add(Report report, int bytes) {
        AttemptRef ref = report.ref();
        Load load = loads.computeIfAbsent(ref, attempt -> new Load());
        boolean output = report instanceof Report.Output;
        if (load.forgotten && output) {
            return;
        }
        entries.add(new Entry(report, ref, bytes));
        load.entries++;
        pending++;
        if (output) {
            load.outputBytes += bytes;
            outputBytes += bytes;
        }
        filled.signalAll();
    }

    private boolean isFullFor(AttemptRef attempt) {
        Load load = loads.get(attempt);
        if (load != null && load.forgotten) {
            return false;
        }
        return outputBytes >= roomForAll || (load != null && load.outputBytes >= roomForOne);
    }

    private void settle(Entry entry) {
        if (entry.settled) {
            return;
        }
        entry.settled = true;
        pending--;
        Load load = loads.get(entry.ref);
        if (load != null) {
            load.entries--;
            if (entry.report instanceof Report.Output) {
                load.outputBytes -= entry.bytes;
                outputBytes -= entry.bytes;
            }
            dropIfIdle(entry.ref, load);
        }
    }

    private void dropIfIdle(AttemptRef attempt, Load load) {
        if (load.entries == 0 && (load.released || !load.forgotten)) {
            loads.remove(attempt);
        }
    }

    private void dropSettled() {
        for (Entry head = entries.peek(); head != null && head.settled; head = entries.peek()) {
            entries.remove();
        }
        drained.signalAll();
    }

    /** At most what the report takes as JSON. */
    static int jsonBytes(Report report) {
        if (report instanceof Report.Output output) {
            return REPORT_BYTES + jsonBytes(output.text());
        }
        if (report instanceof Report.Ended ended && ended.reason() != null) {
            return REPORT_BYTES + jsonBytes(ended.reason().text());
        }
        return REPORT_BYTES;
    }

    private static int jsonBytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                bytes += c == '\n' || c == '\t' || c == '\r' ? 2 : 6;
            } else if (c < 0x80) {
                bytes += c == '"' || c == '\\' ? 2 : 1;
            } else if (Character.isSurrogate(c)) {
                // Written as an escape, each half of the pair.
                bytes += 6;
            } else {
                bytes += c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }

    /** A report on its way. Its fields that change are guarded by the outbox's lock. */
    static final class Entry {
        final Report report;
        final AttemptRef ref;
        private final int bytes;
        private boolean settled;

        Entry(Report report, AttemptRef ref, int bytes) {
            this.report = report;
            this.ref = ref;
            this.bytes = bytes;
        }
    }

    private static final class Load {
        int entries;
        long outputBytes;
        boolean forgotten;
        boolean released;
    }
}
