package io.sluice.verification;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A folder, outside the system, in which each task's own process writes down its start and its end. */
public final class Witness {
    private final Path folder;

    private Witness(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the folder, making it where it is missing.
     *
     * @param folder that every node of the cluster can write to, under this path
     * @throws IOException in one line, when the folder can't be used or this machine lacks {@code flock}, {@code setsid}
     *     or /proc/uptime
     */
    public static Witness open(Path folder) throws IOException {
        return new Witness(folder.toAbsolutePath().normalize());
    }

    /** The command of an exec task whose process is witnessed. */
    public List<String> command(Duration runs, Shape shape) {
        throw new UnsupportedOperationException(folder + " " + runs + shape);
    }

    /** All that was written so far, in order. A torn last line is left out. */
    public List<Mark> read() throws IOException {
        throw new UnsupportedOperationException();
    }
}
