package io.sluice.node.execution;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.LogStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A sink that keeps what it gets, and has room unless a test takes it away. */
final class Kept implements ReportSink {
    final List<Report> reports = new CopyOnWriteArrayList<>();
    final Set<AttemptRef> forgotten = ConcurrentHashMap.newKeySet();
    private final Set<AttemptRef> silent = ConcurrentHashMap.newKeySet();
    private boolean full;

    synchronized void fill() {
        full = true;
    }

    synchronized void empty() {
        full = false;
        notifyAll();
    }

    List<Report.Output> outputs() {
        return reports.stream()
                .filter(Report.Output.class::isInstance)
                .map(Report.Output.class::cast)
                .toList();
    }

    String text(LogStream stream) {
        return outputs().stream()
                .filter(output -> output.stream() == stream && !output.truncated())
                .map(Report.Output::text)
                .collect(Collectors.joining());
    }

    List<Report.Ended> ends() {
        return reports.stream()
                .filter(Report.Ended.class::isInstance)
                .map(Report.Ended.class::cast)
                .toList();
    }

    @Override
    public void put(Report report) {
        reports.add(report);
    }

    @Override
    public synchronized boolean awaitRoom(AttemptRef attempt) throws InterruptedException {
        while (full && !silent.contains(attempt)) {
            wait();
        }
        return !silent.contains(attempt);
    }

    @Override
    public synchronized boolean isFull(AttemptRef attempt) {
        return full && !silent.contains(attempt);
    }

    @Override
    public synchronized void forget(AttemptRef attempt) {
        forgotten.add(attempt);
        silent.add(attempt);
        notifyAll();
    }

    @Override
    public void release(AttemptRef attempt) {
        silent.remove(attempt);
    }

    @Override
    public Set<AttemptRef> unacknowledged() {
        return reports.stream().map(Report::ref).collect(Collectors.toSet());
    }
}
