package io.sluice.service.auth;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.sluice.http.BearerToken;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** People who signed in, known by the cookie of their session. Who has none is sent to sign in; a program is not. */
@Singleton
final class SessionMechanism implements HttpAuthenticationMechanism {
    /** What the console's script sends with all that it asks for. */
    private static final String OWN_SCRIPT = "HX-Request";

    private static final int BEFORE_TOKENS = DEFAULT_PRIORITY + 1;

    private final Sessions sessions;
    private final Optional<String> signInPage;
    private final Uni<HttpCredentialTransport> transport = Uni.createFrom()
            .item(new HttpCredentialTransport(HttpCredentialTransport.Type.COOKIE, Sessions.COOKIE, "session"));

    SessionMechanism(AuthConfig config, Sessions sessions) {
        this.sessions = sessions;
        this.signInPage = config.signInPage();
    }

    @Override
    public int getPriority() {
        return BEFORE_TOKENS;
    }

    /**
     * Whoever has a session, which the browser sends along by itself. So that no other site can act in a person's name, what
     * changes something has to carry a header that a form or a link of another site can't set.
     */
    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        HttpServerRequest request = context.request();
        Cookie cookie = sendsToken(request) ? null : request.getCookie(Sessions.COOKIE);
        boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        return cookie != null && (reads || request.headers().contains(OWN_SCRIPT))
                ? Uni.createFrom()
                        .optional(sessions.actorOf(cookie.getValue())
                                .map(actor -> Identities.of(Role.CLIENT, actor))
                                .map(QuarkusSecurityIdentity.Builder::build))
                : Uni.createFrom().nullItem();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    /** A page's own script is told to go there, since it would take the sign-in page for the piece that it asked for. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (signInPage.isEmpty() || sendsToken(request) || !isForPeople(request)) {
            return Uni.createFrom().item(false);
        }
        HttpServerResponse response = context.response();
        if (request.headers().contains(OWN_SCRIPT)) {
            response.setStatusCode(HttpResponseStatus.UNAUTHORIZED.code()).putHeader("HX-Redirect", signInPage.get());
        } else {
            String to = URLEncoder.encode(request.uri(), StandardCharsets.UTF_8);
            response.setStatusCode(HttpResponseStatus.SEE_OTHER.code())
                    .putHeader("Location", signInPage.get() + "?to=" + to);
        }
        response.end();
        return Uni.createFrom().item(true);
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return transport;
    }

    private static boolean sendsToken(HttpServerRequest request) {
        return BearerToken.of(request.getHeader("Authorization")) != null;
    }

    private static boolean isForPeople(HttpServerRequest request) {
        String accepted = request.getHeader("Accept");
        return request.headers().contains(OWN_SCRIPT) || (accepted != null && accepted.contains("text/html"));
    }
}
