package io.sluice.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Wall clocks that can be made wrong while a process runs, by libfaketime (the Debian package {@code faketime}). The
 * monotonic clock is left alone, as a machine whose time is set wrongly leaves it.
 */
final class Clocks {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private final Path library;
    private final Path folder;

    private Clocks(Path library, Path folder) {
        this.library = library;
        this.folder = folder;
    }

    /** Empty where the library is missing. */
    static Optional<Clocks> in(Path folder) {
        return LIBRARIES.stream().filter(Files::isReadable).findFirst().map(library -> new Clocks(library, folder));
    }

    /** The variables with which the process of this name is started. */
    Map<String, String> environment(String process) {
        set(process, Duration.ZERO);
        // Its fix for monotonic waits makes those of a JVM that is well without it return at once.
        return Map.of(
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", file(process).toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_DONT_RESET", "1");
    }

    /** From a second from now on the process's wall clock is ahead by this, or behind when it is negative. */
    void set(String process, Duration ahead) {
        Path file = file(process);
        try {
            Files.createDirectories(folder);
            Path next = Files.writeString(
                    file.resolveSibling(file.getFileName() + ".next"),
                    (ahead.isNegative() ? "" : "+") + ahead.toSeconds() + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String process) {
        return folder.resolve(process + ".clock");
    }
}
