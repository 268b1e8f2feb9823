package io.sluice.node.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The token with which a node joins. Never logged, and forgotten as soon as the node is known by its secret. One from a file
 * is read again when a service wants it; one from standard input is there once.
 */
public final class JoinToken {
    /** The name of the file that stands for standard input. */
    public static final Path STANDARD_INPUT = Path.of("-");

    /** More than any token has: what is longer is no token, but a wrong file. */
    private static final int MAX_BYTES = 4096;

    private static final Logger LOG = Logger.getLogger(JoinToken.class);

    private final Optional<Path> file;
    private volatile @Nullable String value;

    private JoinToken(Optional<Path> file, String value) {
        this.file = file;
        this.value = value;
    }

    /**
     * The token in a file, or on standard input.
     *
     * @throws IOException when it can't be read or there is none
     */
    public static JoinToken in(Path file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return from(System.in);
        }
        try {
            return new JoinToken(Optional.of(file), read(file));
        } catch (IOException e) {
            throw new IOException("join token file " + file + ": " + e.getMessage(), e);
        }
    }

    /** The token that a stream holds to its end. */
    static JoinToken from(InputStream input) throws IOException {
        return new JoinToken(Optional.empty(), token(input));
    }

    Optional<String> value() {
        return Optional.ofNullable(value);
    }

    /** The node is known by its secret from now on. */
    void forget() {
        value = null;
    }

    /**
     * A service asks for it, or does not know the one that was sent.
     *
     * @param sent the one that was sent, if any
     * @return whether there is one now that was not sent; an unreadable file leaves the token as it is
     */
    boolean refresh(Optional<String> sent) {
        file.ifPresent(path -> {
            try {
                value = read(path);
            } catch (IOException e) {
                LOG.warnf("join token file %s: %s", path, e.getMessage());
            }
        });
        return value().isPresent() && !value().equals(sent);
    }

    private static String read(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return token(input);
        }
    }

    private static String token(InputStream input) throws IOException {
        byte[] bytes = input.readNBytes(MAX_BYTES + 1);
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            throw new IOException("it is empty, and should hold the join token");
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException("it holds more than " + MAX_BYTES + " bytes, and should hold the join token alone");
        }
        return text;
    }

    @Override
    public String toString() {
        return "JoinToken[…]";
    }
}
