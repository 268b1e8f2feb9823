package io.sluice.node.link;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeSecrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What proves that a process is the node of its name: made once, kept in the data folder, and the same after every restart
 * on that folder. Never logged. It is on disk before any service hears of it, so that no restart can be without it.
 *
 * <p>The folder keeps the secret from other users. Tasks that run as the node's own user can read it.
 *
 * <p>A lock lives as long as the process: who has the secret is taken for the same node started again, so no two processes
 * may have it at once.
 */
public final class NodeSecret implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NodeSecret.class);
    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWN_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWN_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final String value;
    private final FileChannel lock;

    private NodeSecret(String value, FileChannel lock) {
        this.value = value;
        this.lock = lock;
    }

    /**
     * The secret of the node in this folder, made if there is none.
     *
     * @throws IOException when the folder can't be used, holds something else than a secret, or another process has it
     */
    public static NodeSecret open(Path folder, NodeName name) throws IOException {
        Path home = folder.toAbsolutePath().normalize();
        boolean posix = makePrivate(home);
        FileChannel lock = lock(home.resolve(name + ".lock"), name, posix);
        try {
            return new NodeSecret(readOrMake(home, home.resolve(name + ".secret"), posix), lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    String value() {
        return value;
    }

    /** Another process may be the node from now on. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debugf("lock of the data folder: %s", e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "NodeSecret[…]";
    }

    /** Makes the folder if it is missing; one that was there, such as a mounted volume, stays as it is. */
    private static boolean makePrivate(Path folder) throws IOException {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = Objects.requireNonNull(existing.getParent(), "the root of the file system exists");
        }
        boolean posix = Files.getFileStore(existing).supportsFileAttributeView("posix");
        Files.createDirectories(folder, attributes(posix, OWN_FOLDER));
        return posix;
    }

    private static FileChannel lock(Path file, NodeName name, boolean posix) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes(posix, OWN_FILE));
        boolean mine = false;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            LOG.debugf("%s is held by this process", file);
        } finally {
            if (!mine) {
                channel.close();
            }
        }
        if (!mine) {
            throw new IOException("another process of node " + name
                    + " runs on it; give each node a name of its own, or" + " end that process");
        }
        return channel;
    }

    private static String readOrMake(Path folder, Path file, boolean posix) throws IOException {
        if (!Files.exists(file)) {
            make(folder, file, posix);
        } else if (posix && !Files.getPosixFilePermissions(file).equals(OWN_FILE)) {
            // A volume may have been given to a group when it was mounted.
            Files.setPosixFilePermissions(file, OWN_FILE);
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!NodeSecrets.isWellFormed(text)) {
            throw new IOException(
                    file + " holds no secret of a node; remove it, and the node gets a new one, and its name"
                            + " as soon as its former process is OFFLINE");
        }
        return text;
    }

    /** Whole or not at all, also when the machine fails: written beside, forced to the disk, then renamed. */
    private static void make(Path folder, Path file, boolean posix) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try (FileChannel channel = FileChannel.open(
                beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(posix, OWN_FILE))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        if (posix) {
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private static FileAttribute<?>[] attributes(boolean posix, Set<PosixFilePermission> permissions) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
