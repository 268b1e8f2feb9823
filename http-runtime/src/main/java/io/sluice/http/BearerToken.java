package io.sluice.http;

import io.sluice.contracts.Sha256;
import java.security.MessageDigest;
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
        return MessageDigest.isEqual(Sha256.of(expected), Sha256.of(sent));
    }
}
