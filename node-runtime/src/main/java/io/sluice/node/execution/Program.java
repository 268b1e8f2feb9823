package io.sluice.node.execution;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds a program before it is started, so that one that is not there is named. */
final class Program {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

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
        for (String entry : path.orElse(DEFAULT_PATH).split(":")) {
            if (isProgram(directory.resolve(entry).resolve(program))) {
                return Optional.empty();
            }
        }
        return Optional.of(
                "There is no program '" + program + "' in the PATH of this node (" + path.orElse(DEFAULT_PATH) + ").");
    }

    /** The first place in the PATH of this process where the program is. */
    static Optional<Path> find(String program) {
        String path = System.getenv("PATH");
        for (String entry : (path == null ? DEFAULT_PATH : path).split(":")) {
            Path file = Path.of(entry).resolve(program);
            if (isProgram(file)) {
                return Optional.of(file.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
