package io.sluice.local.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds what a suite started, tasks and all, by a variable that every process of it inherits, even where parents are dead
 * and sessions left. Linux alone shows other processes' variables; elsewhere nothing is found this way.
 */
final class Marked {
    private static final String VARIABLE = "_SLUICE_SUITE";
    private static final Path PROC = Path.of("/proc");

    private Marked() {}

    /** The variable for the processes of the suite in this folder. */
    static Map<String, String> variable(Path data) {
        return Map.of(VARIABLE, data.toString());
    }

    /** All living processes of the suite in this folder, this one excepted. */
    static List<ProcessHandle> processes(Path data) {
        if (!Files.isReadable(PROC.resolve("self/environ"))) {
            return List.of();
        }
        String wanted = "\0" + VARIABLE + "=" + data + "\0";
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .filter(name -> environment(name).contains(wanted))
                    .flatMap(name -> ProcessHandle.of(Long.parseLong(name)).stream())
                    .filter(process -> process.isAlive() && !process.equals(ProcessHandle.current()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String environment(String pid) {
        try (InputStream in = Files.newInputStream(PROC.resolve(pid).resolve("environ"))) {
            return "\0" + new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\0";
        } catch (IOException e) {
            // Gone meanwhile, or another user's.
            return "";
        }
    }
}
