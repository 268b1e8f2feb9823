package io.sluice.node.execution;

import io.sluice.contracts.task.LogStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Reads the two pipes of an attempt until nobody holds their other ends open, whichever process it is that writes, or
 * until it is told that it is enough. What is read goes to the log at once: between the two pipes the order is that in
 * which they were seen to have something. Where the log has no room nothing is read, and whoever writes has to wait.
 */
final class OutputPipes {
    private static final Logger LOG = Logger.getLogger(OutputPipes.class);
    private static final int READ_BYTES = 16 * 1024;
    private static final int BEGINNING_BYTES = 500;
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Attempt attempt;
    private final ReadableByteChannel stdout;
    private final ReadableByteChannel stderr;
    private final CountDownLatch ended = new CountDownLatch(2);
    private volatile String beginningOfStderr = "";

    OutputPipes(Launch launch, Attempt attempt) {
        this.attempt = attempt;
        this.stdout = launch.stdout();
        this.stderr = launch.stderr();
    }

    /** Begins to read, with a thread for each. */
    void begin() {
        read(stdout, LogStream.STDOUT);
        read(stderr, LogStream.STDERR);
    }

    /**
     * Waits for the end of both. Time in which the log has no room does not count.
     *
     * @param enough ends the wait early
     * @return whether both are at their end
     */
    boolean awaitEnd(Duration longest, BooleanSupplier enough) throws InterruptedException {
        long left = longest.toNanos();
        while (ended.getCount() > 0 && left > 0 && !enough.getAsBoolean()) {
            boolean hadRoom = !attempt.waitsForRoom();
            long began = System.nanoTime();
            if (ended.await(Math.min(left, LOOK_EVERY_NANOS), TimeUnit.NANOSECONDS)) {
                return true;
            }
            if (hadRoom) {
                left -= System.nanoTime() - began;
            }
        }
        return ended.getCount() == 0;
    }

    /** What came first on the error output. */
    String beginningOfStderr() {
        return beginningOfStderr;
    }

    private void read(ReadableByteChannel pipe, LogStream stream) {
        attempt.beside(stream.name().toLowerCase(Locale.ROOT), () -> readToTheEnd(pipe, stream));
    }

    private void readToTheEnd(ReadableByteChannel pipe, LogStream stream) {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        try {
            while (pipe.read(buffer) >= 0) {
                if (stream == LogStream.STDERR && beginningOfStderr.isEmpty()) {
                    int length = Math.min(buffer.position(), BEGINNING_BYTES);
                    beginningOfStderr = new String(buffer.array(), 0, length, StandardCharsets.UTF_8);
                }
                attempt.output(stream, buffer.array(), buffer.position());
                buffer.clear();
            }
        } catch (ClosedChannelException e) {
            LOG.debugf("attempt %s: %s is not read any further", attempt.attempt(), stream);
        } catch (IOException e) {
            LOG.debugf("attempt %s: %s ended: %s", attempt.attempt(), stream, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
            ExecRunner.closeQuietly(pipe);
        }
    }
}
