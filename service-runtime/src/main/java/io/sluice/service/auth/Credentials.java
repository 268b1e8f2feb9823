package io.sluice.service.auth;

import io.quarkus.arc.Arc;
import io.sluice.contracts.Actor;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this service sends along when it calls another. */
@Singleton
public final class Credentials {
    private final Tokens tokens;
    private final Caller caller;

    Credentials(Tokens tokens, Caller caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    /** The service token, and who asks, when this is on behalf of a request. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + tokens.of(Role.SERVICE));
        if (Arc.container().requestContext().isActive()) {
            headers.put(Actor.HEADER, caller.actor());
        }
        return headers;
    }
}
