package io.sluice.verification;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder, outside the system, in which each task's own process writes down its start and its end.
 *
 * <p>Each process holds a lock of its task for as long as it or any child of it lives, so that the kernel itself says
 * whether something of an earlier attempt is still there. Lines are appended by one write each and so come whole and in
 * order; that holds on a local file system, and not on NFS.
 */
public final class Witness {
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** A process that could not write or lock ends with this, and so never as a success. */
    static final int COULD_NOT_WITNESS = 97;

    /** A process whose sleep was ended before its time ends with this. */
    static final int CUT_SHORT = 98;

    // The lock is held shared by everyone that lives; whoever gets it alone for a moment is alone. Between the two
    // steps of that change of mind another may find itself alone too: an overlap can be missed there, but none
    // invented. A preloaded library may shift what other clocks say, and is not wanted in the children either.
    private static final String BEGIN = """
            unset LD_PRELOAD FAKETIME
            umask 0
            exec 9>>"$2/$SLUICE_TASK_ID" || exit 97
            flock -x -n 9
            case $? in
              0) others=alone ;;
              1) others=overlap ;;
              *) exit 97 ;;
            esac
            flock -s 9 || exit 97
            read -r up idle </proc/uptime || exit 97
            echo "start $SLUICE_TASK_ID $SLUICE_ATTEMPT $SLUICE_EPOCH $SLUICE_NODE $others $up" >>"$1" || exit 97
            """;

    private static final String END = """
            read -r up idle </proc/uptime || exit 97
            echo "end $SLUICE_TASK_ID $SLUICE_ATTEMPT $SLUICE_EPOCH $SLUICE_NODE $up" >>"$1" || exit 97
            exit 0
            """;

    private static final Pattern LINE = Pattern.compile("(start|end) ([0-9a-f-]{36}) ([1-9]\\d{0,8}) ([1-9]\\d{0,17}) ("
            + NodeName.PATTERN + ") (?:(alone|overlap) )?(\\d{1,12})\\.(\\d\\d)");

    private final Path file;
    private final Path locks;

    private Witness(Path file, Path locks) {
        this.file = file;
        this.locks = locks;
    }

    /**
     * Opens the folder, making it where it is missing. What an earlier run wrote there is still read.
     *
     * @param folder that every node of the cluster can write to, under this path
     * @throws IOException in one line, when the folder can't be used or this machine lacks {@code flock}, {@code setsid}
     *     or /proc/uptime
     */
    public static Witness open(Path folder) throws IOException {
        return open(folder, System.getenv().getOrDefault("PATH", ""), UPTIME);
    }

    static Witness open(Path folder, String path, Path uptime) throws IOException {
        if (!Files.isReadable(uptime)) {
            throw new IOException("the witness needs " + uptime + ", the clock that nobody can shift: run it on Linux");
        }
        for (String program : List.of("sh", "flock", "setsid")) {
            if (!isIn(path, program)) {
                throw new IOException("the witness needs the program '" + program
                        + "' (util-linux) here and on every node: install it");
            }
        }
        Path base = folder.toAbsolutePath().normalize();
        Path locks = base.resolve("locks");
        Path file = base.resolve("marks");
        try {
            Files.createDirectories(locks);
            if (Files.notExists(file)) {
                Files.createFile(file);
            }
            openToAll(locks, EnumSet.allOf(PosixFilePermission.class));
            openToAll(file, readAndWrite());
        } catch (IOException e) {
            throw new IOException("the witness can't write to " + base + ": " + e, e);
        }
        return new Witness(file, locks);
    }

    /**
     * The command of an exec task whose process is witnessed.
     *
     * @param runs whole milliseconds; a longer part is cut
     */
    public List<String> command(Duration runs, Shape shape) {
        if (runs.isNegative()) {
            throw new IllegalArgumentException("a task runs for 0 or longer");
        }
        String seconds = String.format(Locale.ROOT, "%d.%03d", runs.toSeconds(), runs.toMillisPart());
        return List.of("sh", "-c", BEGIN + body(shape) + END, "witness", file.toString(), locks.toString(), seconds);
    }

    /**
     * All that was written so far, in order. A torn last line is left out.
     *
     * @throws IOException naming file and line, when a line is none that a task writes
     */
    public List<Mark> read() throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        List<Mark> marks = new ArrayList<>();
        int number = 0;
        int from = 0;
        for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
            number++;
            marks.add(mark(text.substring(from, to), number));
            from = to + 1;
        }
        return List.copyOf(marks);
    }

    private static String body(Shape shape) {
        return switch (shape) {
            case PLAIN -> "sleep \"$3\" || exit 98\n";
            case DETACHED_CHILD -> "setsid sleep \"$3\" &\nwait $! || exit 98\n";
            case STUBBORN -> "trap '' TERM\nsleep \"$3\" || exit 98\n";
            case CHATTY -> """
                i=0
                while [ $i -lt 64 ]; do
                  echo "line $i of task $SLUICE_TASK_ID, attempt $SLUICE_ATTEMPT"
                  echo "complaint $i of task $SLUICE_TASK_ID, attempt $SLUICE_ATTEMPT" >&2
                  i=$((i + 1))
                done
                sleep "$3" || exit 98
                """;
        };
    }

    private Mark mark(String line, int number) throws IOException {
        Matcher words = LINE.matcher(line);
        if (!words.matches() || words.group(1).equals("start") != (words.group(7) != null)) {
            throw new IOException(file + ", line " + number + ", is not what a task writes: '"
                    + line.substring(0, Math.min(line.length(), 200)) + "'");
        }
        UUID task;
        try {
            task = UUID.fromString(words.group(2));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ", line " + number + ", names no task: '" + words.group(2) + "'", e);
        }
        int attempt = Integer.parseInt(words.group(3));
        Epoch epoch = new Epoch(Long.parseLong(words.group(4)));
        NodeName node = new NodeName(words.group(5));
        Duration uptime =
                Duration.ofSeconds(Long.parseLong(words.group(8))).plusMillis(Long.parseLong(words.group(9)) * 10);
        return words.group(7) == null
                ? new Mark.End(number, task, attempt, epoch, node, uptime)
                : new Mark.Start(
                        number, task, attempt, epoch, node, words.group(7).equals("alone"), uptime);
    }

    private static boolean isIn(String path, String program) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** The nodes may run as other users. Somebody else's folder is left as it is. */
    private static void openToAll(Path path, EnumSet<PosixFilePermission> rights) throws IOException {
        if (!Files.isWritable(path)) {
            throw new IOException(path + " is not writable");
        }
        if (Files.getOwner(path).getName().equals(System.getProperty("user.name"))) {
            Files.setPosixFilePermissions(path, rights);
        }
    }

    private static EnumSet<PosixFilePermission> readAndWrite() {
        return EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_WRITE);
    }
}
