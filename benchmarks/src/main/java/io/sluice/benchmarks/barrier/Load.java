package io.sluice.benchmarks.barrier;

import io.sluice.benchmarks.suite.Client;
import io.sluice.benchmarks.suite.TaskForm;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tasks that do nothing, in batches, so that the queue is never empty and never long. Ends with {@link #close}. */
final class Load implements AutoCloseable {
    private static final int BATCH = 5_000;
    private static final int MAX_QUEUED = 20_000;

    private final Client client;
    private final Thread thread = new Thread(this::submit, "load");
    private volatile boolean closing;
    private volatile @Nullable Exception failure;

    private Load(Client client) {
        this.client = client;
    }

    static Load start(Client client) {
        Load load = new Load(client);
        load.thread.setDaemon(true);
        load.thread.start();
        return load;
    }

    /** Fails when the load does not come any more: then there is nothing to measure. */
    void check() throws IOException {
        Exception failed = failure;
        if (failed != null) {
            throw new IOException("the load failed", failed);
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    private void submit() {
        TaskForm task = TaskForm.noop("load");
        try {
            while (!closing) {
                client.submit(task, BATCH);
                while (!closing && client.queued() > MAX_QUEUED) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure = e;
        }
    }
}
