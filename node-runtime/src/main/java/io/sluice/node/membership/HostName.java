package io.sluice.node.membership;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The name of this host, and the node's name that follows from it. */
final class HostName {
    private HostName() {}

    /** The configured name, else the host's in lower case. Whether it is a valid name is checked elsewhere. */
    static String nodeName(Optional<String> configured) {
        return configured.orElseGet(() -> current().toLowerCase(Locale.ROOT));
    }

    /** As the kernel says, without asking a name server where that can be avoided. */
    static String current() {
        String environment = System.getenv("HOSTNAME");
        if (environment != null && !environment.isBlank()) {
            return environment.strip();
        }
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }
    }
}
