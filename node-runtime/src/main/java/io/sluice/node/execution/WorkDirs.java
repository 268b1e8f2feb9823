package io.sluice.node.execution;

import io.sluice.contracts.stream.AttemptRef;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
    private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(10);

    private static final boolean IS_POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?>[] OWN_ONLY =
            IS_POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWN)} : new FileAttribute<?>[0];

    private final Path base;
    private final Path own;
    private final Path lockFile;
    private @Nullable FileChannel lock;
    private volatile boolean hasLeftovers;

    /** The directories of this incarnation; nothing is made before {@link #ensure}. */
    public WorkDirs(Path workDir, String node, UUID incarnation) {
        this.base = workDir.toAbsolutePath().normalize().resolve(node);
        this.own = base.resolve(incarnation.toString());
        this.lockFile = base.resolve(incarnation + LOCK_SUFFIX);
    }

    /**
     * The directories of this incarnation, made.
     *
     * @throws IOException when they can't be made
     */
    public static WorkDirs open(Path workDir, String node, UUID incarnation) throws IOException, InterruptedException {
        WorkDirs opened = new WorkDirs(workDir, node, incarnation);
        opened.ensure();
        return opened;
    }

    /**
     * Makes the incarnation's directory unless it is there; the first time it clears away what dead incarnations of the node
     * left on this machine. To be asked before each use: somebody may have removed it.
     *
     * @throws IOException when it can't be made
     */
    public synchronized void ensure() throws IOException, InterruptedException {
        if (lock != null && Files.isDirectory(own) && Files.exists(lockFile)) {
            return;
        }
        Files.createDirectories(base);
        if (lock == null) {
            sweep(base);
        } else {
            LOG.warnf("working directory %s was removed by somebody else; it is made again", own);
        }
        Files.createDirectories(own);
        keepPrivate(own);
        if (lock == null || !Files.exists(lockFile)) {
            FileChannel taken = takeLock();
            release();
            lock = taken;
        }
    }

    /** The incarnation's own directory, whether it is there or not. */
    Path own() {
        return own;
    }

    /** A new, empty directory that only this user can enter. */
    Path create(AttemptRef attempt) throws IOException, InterruptedException {
        ensure();
        Path directory = own.resolve(attempt.taskId() + "-" + attempt.attempt());
        remove(directory);
        Files.createDirectory(directory, OWN_ONLY);
        return directory;
    }

    /**
     * Removes an attempt's directory and all in it, following no link. What can't be removed is named once, and left. What
     * takes long goes on beside: whoever waits for the attempt waits no longer for it.
     */
    void remove(Path directory) throws InterruptedException {
        if (!remove(directory, Logger.Level.WARN)) {
            hasLeftovers = true;
        }
    }

    @Override
    public synchronized void close() {
        try {
            // What is left of the attempts was named when they ended.
            remove(own, hasLeftovers ? Logger.Level.DEBUG : Logger.Level.WARN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            LOG.debugf("lock %s: %s", lockFile, e.toString());
        }
        release();
    }

    private FileChannel takeLock() throws IOException {
        // Locked under another name first: a sweep by a process that starts now can't take the lock before us.
        Path made = lockFile.resolveSibling(lockFile.getFileName() + ".new");
        Files.deleteIfExists(made);
        FileChannel channel = FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            Files.move(made, lockFile, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    private void release() {
        FileChannel held = lock;
        lock = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                LOG.debugf("lock %s: %s", lockFile, e.toString());
            }
        }
    }

    /**
     * @param level at which it is said what is left
     * @return whether it is known that nothing is left
     */
    private static boolean remove(Path directory, Logger.Level level) throws InterruptedException {
        try {
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                return true;
            }
            Files.delete(directory);
            return true;
        } catch (IOException notEmpty) {
            LOG.tracef("%s is not empty", directory);
        }
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean gone = new AtomicBoolean();
        ExecRunner.daemon("sluice-remove-" + directory.getFileName(), () -> {
            try {
                String left = FolderRemoval.remove(directory);
                gone.set(left == null);
                if (left != null) {
                    LOG.logf(level, "working directory %s: remove by hand what is left: %s", directory, left);
                }
            } finally {
                done.countDown();
            }
        });
        if (!done.await(REMOVAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warnf(
                    "working directory %s: removing it takes longer than %d s and goes on in the background",
                    directory, REMOVAL_LIMIT.toSeconds());
        }
        return gone.get();
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
            remove(base.resolve(incarnation), Logger.Level.WARN);
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
        if (IS_POSIX) {
            Files.setPosixFilePermissions(directory, OWN);
        }
    }
}
