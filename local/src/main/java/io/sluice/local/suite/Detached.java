package io.sluice.local.suite;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a process is cut loose from the terminal: Ctrl-C reaches every process of the terminal's foreground group, and ours
 * are to be stopped one stage after the other. It keeps its process id and its parent.
 */
final class Detached {
    private Detached() {}

    /** What stands before the command. */
    static List<String> prefix() {
        if (isOnPath("setsid")) {
            return List.of("setsid");
        }
        // macOS has no setsid, and has Perl.
        return isOnPath("perl") ? List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV or die") : List.of();
    }

    /** A locale in which Java can pass on every argument of a task. */
    static Map<String, String> environment() {
        String effective = Optional.ofNullable(System.getenv("LC_ALL"))
                .or(() -> Optional.ofNullable(System.getenv("LC_CTYPE")))
                .or(() -> Optional.ofNullable(System.getenv("LANG")))
                .orElse("")
                .toUpperCase(Locale.ROOT);
        boolean utf8 = effective.contains("UTF-8") || effective.contains("UTF8");
        return utf8 || isMac() ? Map.of() : Map.of("LC_ALL", "C.UTF-8");
    }

    private static boolean isMac() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
    }

    private static boolean isOnPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder).resolve(program))
                .anyMatch(Files::isExecutable);
    }
}
