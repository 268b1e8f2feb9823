package io.sluice.local.suite;

import io.sluice.backends.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The folder in which a suite keeps everything, held by a lock while it runs. Only its owner can enter it. Nothing outside
 * the names listed here is ever deleted, whatever folder the user chose.
 */
final class DataFolder implements AutoCloseable {
    /** What the user's own calls carry. */
    static final String TOKEN = "token";
    /** What nodes join with. */
    static final String JOIN_TOKEN = "join-token";
    /** What services say to each other. */
    static final String SERVICE_TOKEN = "service-token";

    /** The secrets by which nodes are known again after a restart. */
    static final String NODES = "nodes";

    private static final String DATABASE_PASSWORD = "postgres-password";
    private static final String PORTS = "ports.properties";
    private static final String LOCK = "lock";
    private static final List<String> OURS = List.of(
            "postgres",
            "kafka",
            "kafka.ready",
            "log",
            "work",
            "tmp",
            "held",
            NODES,
            PORTS,
            SuiteRecord.FILE,
            TOKEN,
            JOIN_TOKEN,
            SERVICE_TOKEN,
            DATABASE_PASSWORD);

    private static final long MIN_FREE_MEGABYTES = 300;
    private static final int TOKEN_BYTES = 32;

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes the folder if it is missing, and takes it for this process. */
    static DataFolder open(Path path) {
        FileChannel channel = null;
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path.getParent());
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            channel = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new SuiteFailure("The data folder " + path + " is in use by another suite" + holder(path)
                        + ". Stop that one, or choose another folder with --data.");
            }
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw failed("can't be used", path, e);
        }
    }

    /** Where something of this name is. */
    Path resolve(String name) {
        return path.resolve(name);
    }

    Path path() {
        return path;
    }

    Path log(String process) {
        return path.resolve("log").resolve(process + ".log");
    }

    /** Deletes what an earlier run left. The folder itself and what is not ours stay. */
    void empty() {
        OURS.forEach(name -> Folders.delete(path.resolve(name)));
    }

    /** The subfolders, there from now on; what is for one run alone is empty. */
    void prepare() {
        try {
            Folders.delete(path.resolve("tmp"));
            Folders.delete(path.resolve("held"));
            for (String name : List.of("log", "work", "tmp", "held")) {
                Files.createDirectories(path.resolve(name));
            }
            long freeMegabytes = Files.getFileStore(path).getUsableSpace() >> 20;
            if (freeMegabytes < MIN_FREE_MEGABYTES) {
                throw new SuiteFailure("The disk of the data folder " + path + " is full: " + freeMegabytes
                        + " MB free, " + MIN_FREE_MEGABYTES
                        + " MB needed. Make room, or choose another folder with --data.");
            }
        } catch (IOException e) {
            throw failed("can't be written to", path, e);
        }
    }

    /** Makes the three tokens that are missing. */
    void makeTokens() {
        for (String name : List.of(TOKEN, JOIN_TOKEN, SERVICE_TOKEN)) {
            secret(name);
        }
    }

    /** The password of the database's user. */
    String databasePassword() {
        return secret(DATABASE_PASSWORD);
    }

    /** The one line of a secret file, made now if it is missing. */
    String secret(String name) {
        Path file = path.resolve(name);
        try {
            if (!Files.exists(file) || Files.size(file) == 0) {
                byte[] random = new byte[TOKEN_BYTES];
                new SecureRandom().nextBytes(random);
                writePrivately(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw failed("can't keep " + name, path, e);
        }
    }

    /** The ports of earlier runs by name. */
    Map<String, Integer> rememberedPorts() {
        Path file = path.resolve(PORTS);
        Map<String, Integer> ports = new TreeMap<>();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                Properties read = new Properties();
                read.load(in);
                for (String name : read.stringPropertyNames()) {
                    ports.put(name, Integer.parseInt(read.getProperty(name)));
                }
            } catch (IOException | IllegalArgumentException e) {
                // New ports do as well.
                return Map.of();
            }
        }
        return ports;
    }

    /** Adds to what is remembered. */
    void rememberPorts(Map<String, Integer> ports) {
        Map<String, Integer> all = new TreeMap<>(rememberedPorts());
        all.putAll(ports);
        StringBuilder text =
                new StringBuilder("# The ports of the suite's processes. Delete this file for new ones.\n");
        all.forEach((name, port) -> text.append(name).append('=').append(port).append('\n'));
        try {
            Files.writeString(path.resolve(PORTS), text);
        } catch (IOException e) {
            throw failed("can't be written to", path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed("can't be given back", path, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String holder(Path path) {
        return SuiteRecord.read(path)
                .flatMap(SuiteRecord::keeper)
                .map(keeper -> " (pid " + keeper.pid() + ")")
                .orElse("");
    }

    /** Never readable by others, not even for a moment. */
    private static void writePrivately(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static SuiteFailure failed(String what, Path path, IOException e) {
        String why = e.getMessage() == null || e.getMessage().equals(path.toString())
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
        return new SuiteFailure(
                "The data folder " + path + " " + what + " (" + why + "). Make room or rights there, or"
                        + " choose another folder with --data.",
                e);
    }
}
