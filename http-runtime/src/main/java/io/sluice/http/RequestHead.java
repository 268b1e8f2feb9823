package io.sluice.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says before its body.
 *
 * @param version the version as it was sent
 * @param target the address as it was sent
 * @param hosts every Host header; null for HTTP/2, where the server has looked at the authority
 * @param transferEncodings every Transfer-Encoding header
 * @param expect the Expect header
 * @param contentType the Content-Type header
 */
record RequestHead(
        Version version,
        String method,
        String target,
        @Nullable List<String> hosts,
        List<String> transferEncodings,
        @Nullable String expect,
        @Nullable String contentType) {
    /** A version of HTTP. */
    enum Version {
        /** HTTP/1.0: needs no Host and knows no chunks. */
        HTTP_1_0,
        /** HTTP/1.1. */
        HTTP_1_1,
        /** HTTP/2. */
        HTTP_2,
        /** Any other, which is not spoken here. */
        OTHER
    }

    /** The target without its query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
