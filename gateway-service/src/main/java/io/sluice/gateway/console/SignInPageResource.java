package io.sluice.gateway.console;

import io.sluice.service.auth.Sessions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Signs people in and out. The session is a cookie that no script reads, and that only reads when another site makes the
 * browser send it.
 */
@Path("/")
@Produces(MediaType.TEXT_HTML)
class SignInPageResource {
    private static final String UNKNOWN = "This token is not known here.";

    private final Sessions sessions;
    private final Pages pages;

    SignInPageResource(Sessions sessions, Pages pages) {
        this.sessions = sessions;
        this.pages = pages;
    }

    @GET
    @Path("sign-in")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> ask(@QueryParam("to") @DefaultValue("/") String to) {
        return pages.show(Templates.signIn(pages.gateway(), here(to), ""));
    }

    @POST
    @Path("sign-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> signIn(
            @FormParam("token") @DefaultValue("") String token,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("to") @DefaultValue("/") String to,
            @Context RoutingContext connection) {
        return sessions.begin(token.strip(), name.isBlank() ? null : name)
                .map(session -> Uni.createFrom().item(welcome(session, here(to), isSecure(connection))))
                .orElseGet(() -> pages.again(Templates.signIn(pages.gateway(), here(to), UNKNOWN)));
    }

    @POST
    @Path("sign-out")
    @Operation(hidden = true)
    public RestResponse<String> signOut() {
        return RestResponse.ResponseBuilder.<String>noContent()
                .header(HttpHeaders.SET_COOKIE, cookie("", 0, false))
                .header("HX-Redirect", "/sign-in")
                .build();
    }

    private RestResponse<String> welcome(String session, String to, boolean secure) {
        // The framework would make a whole address of it, by what a proxy left of Host and scheme; the page's own
        // policy then keeps the browser from going there.
        return RestResponse.ResponseBuilder.<String>create(RestResponse.Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, to)
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(session, sessions.length().toSeconds(), secure))
                .build();
    }

    private static String cookie(String value, long seconds, boolean secure) {
        return Sessions.COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    /** Whether the browser came by TLS, if only as far as to a proxy before this gateway. */
    private static boolean isSecure(RoutingContext connection) {
        return connection.request().isSSL()
                || "https".equalsIgnoreCase(connection.request().getHeader("X-Forwarded-Proto"));
    }

    /** An address of this console; the overview when it is any other. */
    private static String here(String to) {
        return to.matches("/([A-Za-z0-9._~%?&=+-][A-Za-z0-9._~%?&=+/-]*)?") ? to : "/";
    }
}
