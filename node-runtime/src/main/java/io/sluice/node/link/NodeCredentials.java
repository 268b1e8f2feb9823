package io.sluice.node.link;

import io.sluice.contracts.node.NodeSecrets;
import java.net.http.HttpRequest;
import java.util.Optional;

/** What all calls of a node carry: its secret, and the join token for as long as it may be needed. */
public final class NodeCredentials {
    private final NodeSecret secret;
    private final JoinToken token;

    /** Of this node. */
    public NodeCredentials(NodeSecret secret, JoinToken token) {
        this.secret = secret;
        this.token = token;
    }

    /** The registry keeps the secret: the join token is not needed any more. */
    public void joined() {
        token.forget();
    }

    /** Adds them to a request; answers the join token that was sent. */
    Optional<String> sign(HttpRequest.Builder request) {
        Optional<String> sent = token.value();
        request.header(NodeSecrets.HEADER, secret.value());
        sent.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return sent;
    }

    /** A service wants the join token; answers whether there is one now that was not sent. */
    boolean renew(Optional<String> sent) {
        return token.refresh(sent);
    }
}
