package io.sluice.service.auth;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.RequestScoped;

/** Who makes the request that is being answered. */
@RequestScoped
public class CallerContext {
    private final CurrentVertxRequest request;

    /** The caller of the current request. */
    public CallerContext(CurrentVertxRequest request) {
        this.request = request;
    }

    /** The caller as the filter found it. */
    public Caller caller() {
        return AuthFilter.callerOf(request.getCurrent());
    }

    /** What the caller showed to be a node. */
    public NodeProof nodeProof() {
        return NodeProof.of(request.getCurrent());
    }

    /** Who asks, for the audit; 1 to 200 characters. */
    public String actor() {
        return caller().actor();
    }
}
