package io.sluice.backends;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The processes of this machine as Linux shows them in /proc; elsewhere none is shown. A process may be gone a moment after
 * it was seen, and of another user's only its number is shown.
 */
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /** Whether processes are shown here. */
    public static boolean isShown() {
        return Files.exists(PROC.resolve("self/cwd"));
    }

    /** Those that were started with the variable of this value, and live. */
    public static List<ProcessHandle> withVariable(String name, String value) {
        String wanted = "\0" + name + "=" + value + "\0";
        return living(process -> environment(process).contains(wanted));
    }

    /** Those that work in the folder, and live. */
    public static List<ProcessHandle> workingIn(Path folder) throws IOException {
        if (!isShown()) {
            return List.of();
        }
        Path wanted = folder.toRealPath();
        return living(process -> worksIn(wanted, process));
    }

    /**
     * @param wanted asked with the folder of a process
     */
    private static List<ProcessHandle> living(Predicate<Path> wanted) {
        if (!isShown()) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(
                            entry -> entry.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(wanted)
                    .flatMap(entry ->
                            ProcessHandle.of(Long.parseLong(entry.getFileName().toString())).stream())
                    .filter(ProcessHandle::isAlive)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean worksIn(Path folder, Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(folder);
        } catch (IOException e) {
            // Gone meanwhile, or another user's.
            return false;
        }
    }

    private static String environment(Path process) {
        try (InputStream in = Files.newInputStream(process.resolve("environ"))) {
            return "\0" + new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\0";
        } catch (IOException e) {
            // Gone meanwhile, or another user's.
            return "";
        }
    }
}
