package io.sluice.contracts.node;

import io.sluice.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** How a node's secret looks and travels. The node alone has it; services keep its hash. */
public final class NodeSecrets {
    /** The header of all that a node says. */
    public static final String HEADER = "X-Sluice-Node-Secret";

    /** What a hash looks like: SHA-256, in hex. */
    public static final String HASH_PATTERN = "[0-9a-f]{64}";

    /** 32 random bytes in URL-safe base64. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private NodeSecrets() {}

    /** Whether the text has the form of a secret. */
    public static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }

    /** The SHA-256 of the secret, in hex. No salt: there is nothing to guess in 256 random bits. */
    public static String hash(String secret) {
        return Sha256.hex(secret.getBytes(StandardCharsets.US_ASCII));
    }
}
