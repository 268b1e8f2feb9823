package io.sluice.node.execution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Whether this node can begin attempts: tries what each attempt needs before its process runs. Each check answers what is
 * wrong, in one sentence; empty when nothing is.
 */
final class SelfCheck {
    private static final Logger LOG = Logger.getLogger(SelfCheck.class);
    private static final int PROBE_BYTES = 4096;
    private static final int MAX_ANSWER_LENGTH = 200;
    private static final long PROCESS_TIMEOUT_SECONDS = 10;
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,18}) (\\d{1,18})\\s*");
    /** What the system says of a fault that goes by without a change of settings. */
    private static final Pattern PASSING = Pattern.compile("Input/output error|Resource temporarily unavailable"
            + "|Cannot allocate memory|Too many open files|No space left on device|Read-only file system"
            + "|Transport endpoint is not connected|Stale file handle|Disk quota exceeded");

    private final WorkDirs workDirs;
    private final long minFreeBytes;
    private final long minFreeInodes;
    private final Optional<Path> stat = Program.find("stat");
    private final Optional<Path> trivial = Program.find("true");

    /**
     * @param minFreeBytes below which the working directory's file system is taken for full; 0 looks at no number
     * @param minFreeInodes the same of its inodes
     */
    SelfCheck(WorkDirs workDirs, long minFreeBytes, long minFreeInodes) {
        this.workDirs = workDirs;
        this.minFreeBytes = minFreeBytes;
        this.minFreeInodes = minFreeInodes;
    }

    /** What can be seen at little cost: no file is made, no process started, unless the directory has to be made again. */
    Optional<String> look() throws InterruptedException {
        Path own = workDirs.own();
        try {
            workDirs.ensure();
            if (!Files.isWritable(own)) {
                return Optional.of("the working directory " + own + " can't be written to");
            }
            long free = Files.getFileStore(own).getUsableSpace();
            return free < minFreeBytes
                    ? Optional.of("the disk of the working directory " + own + " has " + (free >> 20)
                            + " MiB left, less than the " + (minFreeBytes >> 20) + " MiB of sluice.node.min-free-space")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("the working directory " + own + " can't be used: " + words(e));
        }
    }

    /** All that can be tried: a file is made and removed, and a trivial process started. */
    Optional<String> probe() throws InterruptedException {
        Optional<String> seen = look();
        if (seen.isPresent()) {
            return seen;
        }
        Path own = workDirs.own();
        try {
            Path directory = Files.createTempDirectory(own, "self-check-");
            try {
                Files.write(directory.resolve("file"), new byte[PROBE_BYTES]);
            } finally {
                workDirs.remove(directory);
            }
        } catch (IOException e) {
            return Optional.of("nothing can be written in the working directory " + own + ": " + words(e));
        }
        return startProcess(own);
    }

    private Optional<String> startProcess(Path own) throws InterruptedException {
        List<String> command = new ArrayList<>();
        if (stat.isPresent()) {
            command.addAll(List.of(stat.get().toString(), "-f", "-c", "%c %d", own.toString()));
        } else if (trivial.isPresent()) {
            command.add(trivial.get().toString());
        } else {
            return Optional.empty();
        }
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException | OutOfMemoryError e) {
            return Optional.of("no process can be started: " + e.getMessage());
        }
        try {
            if (!process.waitFor(PROCESS_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.debugf("%s has not ended in %d s; it did start", command.get(0), PROCESS_TIMEOUT_SECONDS);
                return Optional.empty();
            }
            String said = new String(process.getInputStream().readNBytes(MAX_ANSWER_LENGTH), StandardCharsets.UTF_8);
            return tooFewInodes(own, said);
        } catch (IOException e) {
            LOG.debugf("%s: %s", command.get(0), e.toString());
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * @param said all inodes and the free ones; anything else where there is no such number
     */
    Optional<String> tooFewInodes(Path own, String said) {
        Matcher numbers = NUMBERS.matcher(said);
        if (!numbers.matches() || Long.parseLong(numbers.group(1)) == 0) {
            return Optional.empty();
        }
        long free = Long.parseLong(numbers.group(2));
        return free < minFreeInodes
                ? Optional.of("the disk of the working directory " + own + " has " + free
                        + " inodes left, less than the " + minFreeInodes + " of sluice.node.min-free-inodes")
                : Optional.empty();
    }

    /** Whether a working directory that can't be made may be possible later, with nothing changed in the settings. */
    static boolean mayPass(IOException fault) {
        return PASSING.matcher(fault.toString()).find();
    }

    /** What is wrong, with the path, in the system's words where it has any. */
    static String words(IOException fault) {
        if (fault instanceof FileSystemException of && of.getReason() == null) {
            return of.getFile() + ": " + of.getClass().getSimpleName();
        }
        return String.valueOf(fault.getMessage());
    }
}
