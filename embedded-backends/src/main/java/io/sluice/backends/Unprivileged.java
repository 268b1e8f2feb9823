package io.sluice.backends;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How PostgreSQL is run, which refuses to run as root. */
enum Unprivileged {
    /** This process is not root: nothing to do. */
    AS_WE_ARE(List.of()),
    /** Root in a user namespace of its own, where it is nobody; its files stay root's. */
    IN_A_NAMESPACE(List.of("unshare", "-U")),
    /** As the user nobody, who gets the files. For containers, which often forbid namespaces. */
    AS_NOBODY(List.of("setpriv", "--reuid=" + Unprivileged.NOBODY, "--regid=" + Unprivileged.NOBODY, "--clear-groups"));

    private static final int NOBODY = 65_534;
    private static final Unprivileged WAY = find();

    private final List<String> prefix;

    Unprivileged(List<String> prefix) {
        this.prefix = prefix;
    }

    /** The one that works on this machine. */
    static Unprivileged way() {
        return WAY;
    }

    /** The command, with what must stand before it. */
    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return List.copyOf(whole);
    }

    /** Where programs are kept that it must be able to read. */
    Path cache() {
        if (this == AS_NOBODY) {
            return Path.of("/var/cache/sluice");
        }
        String named = System.getenv("XDG_CACHE_HOME");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "sluice")
                : Path.of(named, "sluice");
    }

    /** Gives it a file, or a folder with all in it, and lets it pass through the folder above. */
    void give(Path path) throws IOException {
        if (this != AS_NOBODY) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.setAttribute(each, "unix:uid", NOBODY);
                Files.setAttribute(each, "unix:gid", NOBODY);
            }
        }
        Path above = path.toAbsolutePath().getParent();
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(above));
        if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(above, permissions);
        }
        if (!succeeds(command(List.of("test", "-x", path.toString(), "-o", "-r", path.toString())))) {
            throw new IOException("PostgreSQL runs as the user nobody here, who can't reach " + path
                    + "; choose a data folder outside of private folders such as /root");
        }
    }

    private static Unprivileged find() {
        if (!isRoot()) {
            return AS_WE_ARE;
        }
        for (Unprivileged way : List.of(IN_A_NAMESPACE, AS_NOBODY)) {
            if (succeeds(way.command(List.of("true")))) {
                return way;
            }
        }
        throw new BackendFailure("PostgreSQL refuses to run as root, and neither 'unshare -U' nor 'setpriv' works here."
                + " Run this as another user.");
    }

    private static boolean isRoot() {
        try {
            Path self = Path.of("/proc/self");
            return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
