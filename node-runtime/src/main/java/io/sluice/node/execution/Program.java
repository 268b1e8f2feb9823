package io.sluice.node.execution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds programs, and says what is wrong with one that could not be executed. */
final class Program {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    /** As Linux reads of a first line. */
    private static final int INTERPRETER_LINE_BYTES = 256;

    /** The shell that Sluice's own scripts run in; empty where there is none. */
    static final Optional<Path> SHELL = find("sh");

    private Program() {}

    /** What is wrong with the program, in one sentence; empty when it can be tried. */
    static Optional<String> fault(String program, Path directory, Optional<String> path) {
        if (program.indexOf('/') >= 0) {
            Path file = directory.resolve(program);
            if (!Files.exists(file)) {
                return Optional.of("There is no program " + program + " on this node.");
            }
            return isProgram(file)
                    ? Optional.empty()
                    : Optional.of(program + " is not a file that this node may execute.");
        }
        return locate(program, directory, path).isPresent()
                ? Optional.empty()
                : Optional.of("There is no program '" + program + "' in the PATH of this node ("
                        + path.orElse(DEFAULT_PATH) + ").");
    }

    /** The file that a program's name stands for, with the given PATH. */
    static Optional<Path> locate(String program, Path directory, Optional<String> path) {
        if (program.indexOf('/') >= 0) {
            return Optional.of(directory.resolve(program)).filter(Program::isProgram);
        }
        for (String entry : path.orElse(DEFAULT_PATH).split(":")) {
            Path file = directory.resolve(entry).resolve(program);
            if (isProgram(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** What is wrong with the interpreter that a script names; empty when nothing is, or it names none. */
    static Optional<String> interpreterFault(Path script) {
        String line;
        try (InputStream in = Files.newInputStream(script)) {
            line = new String(in.readNBytes(INTERPRETER_LINE_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return Optional.empty();
        }
        String interpreter = line.startsWith("#!") ? line.substring(2).strip().split("[ \t]", 2)[0] : "";
        if (interpreter.isEmpty() || isProgram(Path.of(interpreter))) {
            return Optional.empty();
        }
        return Optional.of("The script " + script + " names the interpreter " + interpreter
                + ", which is not there or is not a file that this node may execute.");
    }

    /** The first place in the PATH of this process where the program is. */
    static Optional<Path> find(String program) {
        return locate(program, Path.of("").toAbsolutePath(), Optional.ofNullable(System.getenv("PATH")));
    }

    /**
     * A shell that stays beside the node and does what it is written: it ends with its pipe. In a session of its own where there
     * is {@code setsid}, so that a signal to the node's group is none to it; with nothing of the node's environment but its PATH.
     *
     * @param words that the script is given, its name first
     */
    static ProcessBuilder beside(Path shell, Optional<Path> setsid, String script, String... words) {
        List<String> command = new ArrayList<>();
        setsid.ifPresent(path -> command.add(path.toString()));
        command.addAll(List.of(shell.toString(), "-c", script));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(List.of("PATH"));
        return builder;
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
