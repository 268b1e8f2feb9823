package io.sluice.node.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A process that was launched. Its output is read from pipes that end when nobody writes to them any more, and not, as
 * those of {@link Process}, with the first process.
 */
final class Launch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Launch.class);

    private final Process process;
    private final @Nullable Path refusalMark;
    private final Function<String, String> refusal;
    private final ReadableByteChannel stdout;
    private final ReadableByteChannel stderr;

    /**
     * @param refusalMark what the launcher makes when the program could not be started, or null when it waits for no go
     * @param refusal why it could not, by what the launcher said of it
     */
    Launch(Process process, @Nullable Path refusalMark, Function<String, String> refusal) {
        this.process = process;
        this.refusalMark = refusalMark;
        this.refusal = refusal;
        ReadableByteChannel out = null;
        ReadableByteChannel err = null;
        if (refusalMark != null) {
            // Before the go: a process that has ended shows its pipes no more.
            out = pipe(1);
            err = pipe(2);
        }
        this.stdout = own(out, process.getInputStream());
        this.stderr = own(err, process.getErrorStream());
    }

    Process process() {
        return process;
    }

    ReadableByteChannel stdout() {
        return stdout;
    }

    ReadableByteChannel stderr() {
        return stderr;
    }

    /** The program's input. */
    OutputStream stdin() {
        return process.getOutputStream();
    }

    /** Lets the program begin. */
    void go() {
        if (refusalMark == null) {
            return;
        }
        try {
            stdin().write('\n');
            stdin().flush();
        } catch (IOException e) {
            LOG.debugf("process %d has ended before its program began: %s", process.pid(), e.getMessage());
        }
    }

    /**
     * Why the program never began, once the process has ended; empty when it did. The launcher says so beside the output:
     * nothing that a program writes is taken for it.
     *
     * @param stderr what was read first
     */
    Optional<String> whyItNeverBegan(String stderr) {
        if (refusalMark == null || !Files.exists(refusalMark)) {
            return Optional.empty();
        }
        try {
            Files.deleteIfExists(refusalMark);
        } catch (IOException e) {
            LOG.debugf("%s stays until the node stops: %s", refusalMark, e.toString());
        }
        return Optional.of(refusal.apply(stderr));
    }

    /** Reads no further: who still writes finds the pipe broken. */
    @Override
    public void close() {
        ExecRunner.closeQuietly(stdout);
        ExecRunner.closeQuietly(stderr);
    }

    private @Nullable ReadableByteChannel pipe(int number) {
        try {
            return FileChannel.open(
                    Path.of("/proc", Long.toString(process.pid()), "fd", Integer.toString(number)),
                    StandardOpenOption.READ);
        } catch (IOException e) {
            LOG.debugf(
                    "process %d: pipe %d can't be opened (%s); it is read to the end of this process alone",
                    process.pid(), number, e.toString());
            return null;
        }
    }

    private static ReadableByteChannel own(@Nullable ReadableByteChannel opened, InputStream given) {
        if (opened == null) {
            return Channels.newChannel(given);
        }
        // Or what is left in the pipe would go there when the process ends.
        ExecRunner.closeQuietly(given);
        return opened;
    }
}
