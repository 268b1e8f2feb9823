package io.sluice.local.backends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process is root, which PostgreSQL refuses to be run by. */
final class Root {
    private static final boolean ROOT = ask();

    private Root() {}

    static boolean isRoot() {
        return ROOT;
    }

    private static boolean ask() {
        try {
            Path self = Path.of("/proc/self");
            return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
