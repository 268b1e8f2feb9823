package io.sluice.service.auth;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.RequestScoped;

/**
 * Who makes the request that is being answered: its {@code SecurityIdentity}, as resources read it. Outside a request it is
 * anyone; nothing here ever waits.
 */
@RequestScoped
public class Caller {
    private static final String ANYONE = "anyone";

    private final CurrentVertxRequest request;

    /** The caller of the current request. */
    public Caller(CurrentVertxRequest request) {
        this.request = request;
    }

    /** Who asks, for the audit; 1 to 200 characters. A caller with the shared token of a role says it itself. */
    public String actor() {
        SecurityIdentity identity = Identities.of(request.getCurrent());
        return identity == null ? ANYONE : identity.getPrincipal().getName();
    }

    /** What the caller showed to be a node. */
    public NodeProof nodeProof() {
        return NodeProof.of(request.getCurrent());
    }
}
