package io.sluice.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A token as a request shows it (RFC 6750). */
public final class BearerToken {
    private static final String SCHEME = "bearer ";

    private BearerToken() {}

    /** The token of an Authorization header; null when it holds none. */
    public static @Nullable String of(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : null;
    }

    /** Whether this is the token. Takes the same time for any wrong one. */
    public static boolean isSame(String expected, String sent) {
        return MessageDigest.isEqual(digest(expected), digest(sent));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
