package io.sluice.node.execution;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The processes of this machine as Linux shows them in /proc. A process may be gone a moment after it was seen. */
final class ProcFs {
    private static final Path PROC = Path.of("/proc");
    private static final int MAX_ENVIRONMENT_BYTES = 8 << 20;
    private static final int MAX_STAT_BYTES = 4096;

    private ProcFs() {}

    /**
     * @param startTicks when it started, in ticks since the machine's start
     * @param gone whether it has ended and only waits for its parent to notice
     */
    record Entry(long pid, long parent, long session, long startTicks, boolean gone) {}

    static boolean isAvailable() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /**
     * Those that live or wait to be noticed as ended.
     *
     * @throws IllegalStateException when they can't be seen
     */
    static List<Entry> all() {
        return new ProcessTable().lookSince(0).entries();
    }

    static Optional<Entry> of(long pid) {
        return read(PROC.resolve(Long.toString(pid)));
    }

    /**
     * Whether the process was started with all these variables, each as NAME=value. False when it is gone or another
     * user's.
     *
     * @throws IllegalStateException when no process can be looked at
     */
    static boolean environmentHolds(long pid, List<String> variables) {
        String environment;
        try (InputStream in =
                Files.newInputStream(PROC.resolve(Long.toString(pid)).resolve("environ"))) {
            environment = "\0" + new String(in.readNBytes(MAX_ENVIRONMENT_BYTES), StandardCharsets.ISO_8859_1) + "\0";
        } catch (NoSuchFileException | AccessDeniedException e) {
            return false;
        } catch (IOException e) {
            requireSight(e);
            return false;
        }
        return variables.stream().allMatch(variable -> environment.contains("\0" + variable + "\0"));
    }

    /** What its directory tells of a process; empty when it has ended. */
    static Optional<Entry> read(Path directory) {
        // The kernel writes all of it at once. Read so it costs half of what a file's text does.
        byte[] stat = new byte[MAX_STAT_BYTES];
        try (FileInputStream in = new FileInputStream(directory.resolve("stat").toFile())) {
            int length = in.read(stat);
            return length < 0
                    ? Optional.empty()
                    : Optional.of(parse(new String(stat, 0, length, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            requireSight(e);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** A process whose files can't be read is gone, unless none can be read: out of open files, all would seem gone. */
    private static void requireSight(IOException why) {
        try {
            Files.readString(PROC.resolve("self/stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            why.addSuppressed(e);
            throw new IllegalStateException("/proc can't be read", why);
        }
    }

    /** {@code pid (any name) state ppid pgrp session … starttime}: proc(5). The name may hold blanks and brackets. */
    static Entry parse(String stat) {
        int nameEnd = stat.lastIndexOf(')');
        String[] fields = stat.substring(nameEnd + 2).split(" ");
        char state = fields[0].charAt(0);
        return new Entry(
                Long.parseLong(stat.substring(0, stat.indexOf(' '))),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]),
                state == 'Z' || state == 'X' || state == 'x');
    }
}
