package io.sluice.http;

import java.util.Set;

/** Where a ping is: what load balancers ask without credentials, many of them with a request of two lines and no Host. */
public final class PingPaths {
    private static final Set<String> ALL = Set.of("/ping", "/api/v1/ping", "/api/octopusservernodes/ping");

    private PingPaths() {}

    /** Whether the path, without its query, is one of them. */
    public static boolean contains(String path) {
        return ALL.contains(path);
    }
}
