package io.sluice.gateway.proxy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Puts the prefix before every address that a header of an answer sends a browser to. */
@Singleton
public final class PrefixedAnswers {
    private static final int BEFORE_AUTHENTICATION = 9_000;
    private static final List<String> ADDRESSES = List.of("Location", "HX-Redirect", "HX-Location", "HX-Push-Url");
    private static final String COOKIE = "Set-Cookie";

    private final PathPrefix configured;
    private final boolean trustsHeader;
    private final CurrentVertxRequest request;

    PrefixedAnswers(ProxyConfig config, CurrentVertxRequest request) {
        this.configured = configured(config);
        this.trustsHeader = config.trustForwardedPrefix();
        this.request = request;
    }

    private static PathPrefix configured(ProxyConfig config) {
        try {
            return config.pathPrefix().map(PathPrefix::new).orElse(PathPrefix.NONE);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("sluice.gateway.proxy.path-prefix " + e.getMessage());
        }
    }

    /** The prefix of the request that is being answered. */
    public PathPrefix prefix() {
        return trustsHeader ? prefix(request.getCurrent()) : configured;
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, BEFORE_AUTHENTICATION);
    }

    private PathPrefix prefix(RoutingContext context) {
        if (!trustsHeader) {
            return configured;
        }
        PathPrefix told = PathPrefix.told(context.request().getHeader("X-Forwarded-Prefix"));
        return told.equals(PathPrefix.NONE) ? configured : told;
    }

    private void watch(RoutingContext context) {
        PathPrefix prefix = prefix(context);
        if (!prefix.equals(PathPrefix.NONE)) {
            context.addHeadersEndHandler(end -> complete(context.response().headers(), prefix));
        }
        context.next();
    }

    private static void complete(MultiMap headers, PathPrefix prefix) {
        for (String name : ADDRESSES) {
            String address = headers.get(name);
            if (address != null) {
                headers.set(name, prefix.before(address));
            }
        }
        List<String> cookies = headers.getAll(COOKIE);
        if (!cookies.isEmpty()) {
            headers.set(COOKIE, cookies.stream().map(prefix::within).toList());
        }
    }
}
