package io.sluice.node.execution;

import io.sluice.contracts.stream.AttemptRef;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The private working directories of a process's attempts: {@code <work-dir>/<node>/<incarnation>/<task>-<attempt>}. A
 * file lock beside the incarnation's directory lives as long as its process, so that the next process of the node can
 * tell what a killed one left behind: it kills those processes and removes the directories before it takes anything.
 */
public final class WorkDirs implements AutoCloseable {
    /** The variable that marks every process of one incarnation. */
    static final String INCARNATION = "SLUICE_INCARNATION";

    private static final Logger LOG = Logger.getLogger(WorkDirs.class);
    private static final String LOCK_SUFFIX = ".lock";
    private static final Duration SWEEP_LIMIT = Duration.ofSeconds(10);

    private final Path own;
    private final Path lockFile;
    private final FileChannel lock;

    private WorkDirs(Path own, Path lockFile, FileChannel lock) {
        this.own = own;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Makes the incarnation's directory, and clears away what dead incarnations of the node left on this machine.
     *
     * @throws IOException when the directory can't be made or written to
     */
    public static WorkDirs open(Path workDir, String node, UUID incarnation) throws IOException, InterruptedException {
        Path base = workDir.toAbsolutePath().normalize().resolve(node);
        Files.createDirectories(base);
        sweep(base);
        Path own = base.resolve(incarnation.toString());
        Files.createDirectory(own);
        keepPrivate(own);
        // Locked under another name first: a sweep by a process that starts now can't take the lock before us.
        Path made = base.resolve(incarnation + ".new");
        FileChannel channel = FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        Path lockFile = base.resolve(incarnation + LOCK_SUFFIX);
        Files.move(made, lockFile, StandardCopyOption.ATOMIC_MOVE);
        return new WorkDirs(own, lockFile, channel);
    }

    /** The incarnation's own directory. */
    Path own() {
        return own;
    }

    /** A new, empty directory that only this user can enter. */
    Path create(AttemptRef attempt) throws IOException {
        Path directory = own.resolve(attempt.taskId() + "-" + attempt.attempt());
        remove(directory);
        Files.createDirectory(directory);
        keepPrivate(directory);
        return directory;
    }

    /** Removes a directory and all in it, following no link. What can't be removed is logged and left. */
    static void remove(Path directory) {
        try {
            delete(directory);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf("working directory %s can't be removed: %s; remove it by hand", directory, e.toString());
        }
    }

    @Override
    public void close() {
        remove(own);
        try {
            Files.deleteIfExists(lockFile);
            lock.close();
        } catch (IOException e) {
            LOG.debugf("lock %s: %s", lockFile, e.toString());
        }
    }

    private static void sweep(Path base) throws IOException, InterruptedException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(base, "*" + LOCK_SUFFIX)) {
            for (Path lockFile : locks) {
                sweepIfDead(base, lockFile);
            }
        }
    }

    private static void sweepIfDead(Path base, Path lockFile) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            Optional<FileLock> taken = tryLock(channel);
            if (taken.isEmpty()) {
                return;
            }
            String name = lockFile.getFileName().toString();
            String incarnation = name.substring(0, name.length() - LOCK_SUFFIX.length());
            int killed = ProcessTree.killMarked(INCARNATION + "=" + incarnation, SWEEP_LIMIT);
            if (killed > 0) {
                LOG.warnf(
                        "killed %d processes that an earlier process of this node (%s) left behind",
                        killed, incarnation);
            }
            remove(base.resolve(incarnation));
            Files.deleteIfExists(lockFile);
        } catch (NoSuchFileException sweptByAnother) {
            LOG.debugf("%s is swept already", lockFile);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldByThisProcess) {
            return Optional.empty();
        }
    }

    private static void keepPrivate(Path directory) throws IOException {
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            File directory = path.toFile();
            // A task may have taken away its own rights.
            boolean mine = directory.setReadable(true) && directory.setWritable(true) && directory.setExecutable(true);
            if (!mine) {
                LOG.debugf("rights of %s can't be changed", directory);
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    delete(child);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
