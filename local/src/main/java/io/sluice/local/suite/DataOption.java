package io.sluice.local.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data}, and where the data is without it. */
public final class DataOption {
    /** Set by the launcher: the folder of the project. */
    private static final String HOME = "sluice.home";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder. Default: SLUICE_DATA, or .sluice in the project")
    @Nullable
    Path data;

    /** Made by the command line. */
    public DataOption() {}

    Path folder() {
        Path requested = data;
        return requested != null ? requested.toAbsolutePath().normalize() : usual();
    }

    /** The one without {@code --data}. */
    static Path usual() {
        String named = System.getenv("SLUICE_DATA");
        Path folder = named == null || named.isBlank() ? projectRoot().resolve(".sluice") : Path.of(named);
        return folder.toAbsolutePath().normalize();
    }

    /** Where the built services are: what the launcher says, else the nearest parent that has them. */
    static Path projectRoot() {
        String home = System.getProperty(HOME);
        if (home != null) {
            return Path.of(home).toAbsolutePath().normalize();
        }
        Path here = Path.of("").toAbsolutePath();
        Optional<Path> found = Stream.iterate(here, path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve("node-registry-service")))
                .findFirst();
        return found.orElse(here);
    }

    /** As short as the user would write it here. */
    static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }
}
