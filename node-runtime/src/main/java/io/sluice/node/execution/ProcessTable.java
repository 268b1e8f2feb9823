package io.sluice.node.execution;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this machine, for all attempts of a node. Those that ask at the same time share one look; it always
 * begins after they asked. What was seen to be older than whatever they ask for is only recognized, which costs a fifth of
 * reading it.
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private final ReentrantLock turn = new ReentrantLock();
    private Request next = new Request();
    /** By number. Only of whoever has the turn. */
    private Map<Long, Known> known = Map.of();

    private final Map<Long, Process> leaders = new ConcurrentHashMap<>();

    /**
     * @param vanished how many had ended between the list and the look at them
     */
    record Look(List<ProcFs.Entry> entries, int vanished) {}

    /** A look that is still to begin, and the oldest start that anybody asked for. */
    private static final class Request {
        long sinceTicks = Long.MAX_VALUE;

        @Nullable
        Look look;
    }

    /**
     * A process that was read once. Linux makes the file of a process anew for each that gets the same number, so that file
     * and time tell one from the next.
     */
    private record Known(Object file, FileTime made, long startTicks) {
        boolean isOf(BasicFileAttributes attributes) {
            return file.equals(attributes.fileKey()) && made.equals(attributes.lastModifiedTime());
        }
    }

    /**
     * All that were started then or later, and maybe others, as they were at some time after the call.
     *
     * @throws IllegalStateException when they can't be seen
     */
    Look lookSince(long startTicks) {
        Request mine;
        synchronized (this) {
            next.sinceTicks = Math.min(next.sinceTicks, startTicks);
            mine = next;
        }
        turn.lock();
        try {
            Look look = mine.look;
            if (look == null) {
                synchronized (this) {
                    // Who asks from here on may have to see what this look is too early for.
                    next = new Request();
                }
                look = read(mine.sinceTicks);
                mine.look = look;
            }
            return look;
        } finally {
            turn.unlock();
        }
    }

    /** The process leads a session of its own, or will before it begins anything. */
    void leads(Process process) {
        leaders.put(process.pid(), process);
    }

    /** Nothing is left of what the process began. */
    void leadsNoMore(Process process) {
        leaders.remove(process.pid(), process);
    }

    /** Whether a process in this session came of another than that leader: a session can be left, and never joined. */
    boolean isOfAnother(long session, long leader) {
        if (session == leader) {
            return false;
        }
        // While the leader lives its number is nobody else's.
        Process other = leaders.get(session);
        return other != null && other.isAlive();
    }

    private Look read(long sinceTicks) {
        List<ProcFs.Entry> entries = new ArrayList<>();
        Map<Long, Known> seen = new HashMap<>();
        int vanished = 0;
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC)) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (!Character.isDigit(name.charAt(0))) {
                    continue;
                }
                // Before the process is read: read after it, this may be the file of another that has its number by
                // now.
                BasicFileAttributes attributes = attributes(directory);
                Known before = known.get(Long.parseLong(name));
                if (attributes == null) {
                    vanished++;
                    continue;
                }
                if (before != null && before.startTicks() < sinceTicks && before.isOf(attributes)) {
                    seen.put(Long.parseLong(name), before);
                    continue;
                }
                Optional<ProcFs.Entry> entry = ProcFs.read(directory);
                if (entry.isEmpty()) {
                    vanished++;
                    continue;
                }
                entries.add(entry.get());
                Object file = attributes.fileKey();
                if (file != null) {
                    seen.put(
                            entry.get().pid(),
                            new Known(
                                    file,
                                    attributes.lastModifiedTime(),
                                    entry.get().startTicks()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("/proc can't be listed", e);
        }
        known = seen;
        return new Look(entries, vanished);
    }

    private static @Nullable BasicFileAttributes attributes(Path directory) {
        try {
            return Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return null;
        }
    }
}
