package io.sluice.local.suite;

import io.sluice.backends.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of one program as a JVM lays them out in memory, so that a start maps them instead of reading and checking each.
 * A JVM passes over an archive of other jars or of another JVM, and starts as it does without one; but it reads a file that
 * was cut off as if it were whole. So a file of this name is always whole: it is written beside, and renamed.
 *
 * @param file beside what it is of
 */
record ClassArchive(Path file) {
    /** That an archive does not fit is nothing to tell anybody: the next build makes it again. */
    private static final String QUIET = "-Xlog:cds*=off";

    /** That of a role's program. */
    static ClassArchive of(Role role, Path projectRoot) {
        return new ClassArchive(role.jar(projectRoot)
                .orElse(projectRoot.resolve("local/target/kafka"))
                .resolveSibling(role.label() + ".jsa"));
    }

    /** That of the command line, which the launcher names. */
    static ClassArchive ofCommandLine(Path projectRoot) {
        return new ClassArchive(projectRoot.resolve("local/target/sluice.jsa"));
    }

    /** What the program is started with. */
    List<String> options(SuiteOptions.Archives archives) {
        return switch (archives) {
            case RECORDED -> List.of("-XX:+RecordDynamicDumpInfo");
            // A JVM that is told of a file which is not there does without its own archive too.
            case USED ->
                Files.exists(file) ? List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + file, QUIET) : List.of();
        };
    }

    /** Made of what a process has loaded until now, which was started with {@link SuiteOptions.Archives#RECORDED}. */
    void writeOf(long pid) {
        write(List.of(program("jcmd"), String.valueOf(pid), "VM.cds", "dynamic_dump", beside().toString()));
    }

    /**
     * Made of a list of classes, those of the JDK too: the one kind of archive that holds classes as old as those of
     * Picocli.
     */
    void writeOf(Path classList, List<String> classPath) {
        List<String> command = new ArrayList<>(List.of(
                program("java"),
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + classList,
                "-XX:SharedArchiveFile=" + beside(),
                QUIET));
        command.addAll(classPath);
        write(command);
    }

    /** So that nothing is started with an archive of an earlier build. */
    void delete() {
        Folders.delete(file);
    }

    static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** Runs what makes the file beside. A failure names what that said. */
    private void write(List<String> command) {
        try {
            Folders.delete(beside());
            String said = run(command);
            if (!Files.exists(beside())) {
                throw new SuiteFailure("No " + file + " was made: " + said);
            }
            Files.move(beside(), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SuiteFailure(file + " can't be made: " + e, e);
        } finally {
            Folders.delete(beside());
        }
    }

    /** What the program says, once it has ended well. */
    static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(command.get(0) + " ended with exit code " + exit + ": " + said);
            }
            return said;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new SuiteFailure("Interrupted", e);
        }
    }

    private Path beside() {
        return file.resolveSibling(file.getFileName() + ".new");
    }
}
