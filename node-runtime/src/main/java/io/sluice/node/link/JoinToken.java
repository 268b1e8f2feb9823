package io.sluice.node.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The token with which a node joins. Never logged. A token from a file can be changed while the node runs. */
public final class JoinToken {
    private static final Logger LOG = Logger.getLogger(JoinToken.class);

    private final Optional<Path> file;
    private volatile String value;

    private JoinToken(Optional<Path> file, String value) {
        this.file = file;
        this.value = value;
    }

    /** A token that never changes. */
    public static JoinToken of(String value) {
        return new JoinToken(Optional.empty(), value);
    }

    /**
     * A token kept in a file.
     *
     * @throws IOException when the file can't be read or holds nothing
     */
    public static JoinToken in(Path file) throws IOException {
        return new JoinToken(Optional.of(file), read(file));
    }

    String value() {
        return value;
    }

    /** Reads the file again, after the token was refused; an unreadable file leaves the token as it is. */
    void refresh() {
        file.ifPresent(path -> {
            try {
                value = read(path);
            } catch (IOException e) {
                LOG.warnf("join token file %s: %s", path, e.getMessage());
            }
        });
    }

    private static String read(Path file) throws IOException {
        String text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new IOException("the file is empty");
        }
        return text;
    }

    @Override
    public String toString() {
        return "JoinToken[…]";
    }
}
