package io.sluice.gateway.api.nodes;

import io.sluice.contracts.Sha256;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An ETag over the whole of an answer.
 *
 * @param value without its quotes
 */
record ContentTag(String value) {
    private static final int BYTES = 16;

    static ContentTag of(String content) {
        byte[] digest = Arrays.copyOf(Sha256.of(content), BYTES);
        return new ContentTag(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    /** Whether the header If-None-Match names it; compared weakly, since a load balancer may have weakened it. */
    boolean isAmong(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(toString()));
    }

    /** As it stands in a header. */
    @Override
    public String toString() {
        return "\"" + value + "\"";
    }
}
