package io.sluice.service.auth;

import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.path.NodePaths;
import io.sluice.http.PingPaths;
import io.sluice.service.auth.Caller.Role;
import java.util.Set;

/**
 * What a caller may do: which role an address asks for. This is the one place that decides it, and where finer roles
 * would go. What it does not know asks for a client's credentials, so that a new address is closed until it is opened.
 */
final class AccessPolicy {
    private static final String HEALTH = "/q/health";

    private final Set<String> publicPaths;
    private final Role operations;

    /**
     * @param publicPaths further addresses without credentials; a last * is a prefix
     * @param operations the role that reads metrics and the like
     */
    AccessPolicy(Set<String> publicPaths, Role operations) {
        this.publicPaths = publicPaths;
        this.operations = operations;
    }

    /**
     * The role that the address asks for.
     *
     * @param path normalized: no dot segments, no doubled slashes
     */
    Role roleFor(String path) {
        if (PingPaths.contains(path) || path.equals(HEALTH) || path.startsWith(HEALTH + "/") || isPublic(path)) {
            return Role.ANYONE;
        }
        if (path.startsWith(NodePaths.PREFIX)) {
            return Role.NODE;
        }
        if (path.startsWith(InternalPaths.PREFIX)) {
            return Role.SERVICE;
        }
        return path.startsWith("/q/") ? operations : Role.CLIENT;
    }

    private boolean isPublic(String path) {
        return publicPaths.stream()
                .anyMatch(open ->
                        open.endsWith("*") ? path.startsWith(open.substring(0, open.length() - 1)) : path.equals(open));
    }
}
