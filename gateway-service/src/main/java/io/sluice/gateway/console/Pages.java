package io.sluice.gateway.console;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.qute.TemplateInstance;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.gateway.proxy.PathPrefix;
import io.sluice.gateway.proxy.PrefixedAnswers;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import org.jboss.resteasy.reactive.RestResponse;

/** How pages are answered: the frame, the headers that keep foreign script out, and refusals as pages. */
@Singleton
class Pages {
    private static final String ONLY_ITS_OWN =
            "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final int REFUSED_FORM = 422;

    private final NodeSelf self;
    private final NodeConfig node;
    private final Caller caller;
    private final Clock clock;
    private final PrefixedAnswers proxy;
    private final TimeBasedEpochGenerator keys = Generators.timeBasedEpochGenerator();

    Pages(NodeSelf self, NodeConfig node, Caller caller, Clock clock, PrefixedAnswers proxy) {
        this.self = self;
        this.node = node;
        this.caller = caller;
        this.clock = clock;
        this.proxy = proxy;
    }

    Page page(String title, String section) {
        return new Page(title, section, gateway(), node.version(), caller.actor());
    }

    /** A new Idempotency-Key for a form, so that one that is sent twice is taken once. */
    String formKey() {
        return "console-" + keys.generate();
    }

    /** The name of this gateway's own node. */
    String gateway() {
        return self.now().name().value();
    }

    /** Who asks. */
    String actor() {
        return caller.actor();
    }

    Instant now() {
        return clock.instant();
    }

    /** The page, or what the API refused it with as a page. */
    Uni<RestResponse<String>> show(Uni<TemplateInstance> made) {
        return made.chain(template -> answer(200, template))
                .onFailure(ProblemException.class)
                .recoverWithUni(refusal -> problem(refusal.problem()));
    }

    Uni<RestResponse<String>> show(TemplateInstance template) {
        return answer(200, template);
    }

    /** A form that is shown again. */
    Uni<RestResponse<String>> again(TemplateInstance template) {
        return answer(REFUSED_FORM, template);
    }

    /** It is done: the dialog closes, and what shows nodes or tasks is read again. */
    RestResponse<String> done() {
        return RestResponse.ResponseBuilder.<String>noContent()
                .header("HX-Trigger", "dialog-done, nodes-changed, tasks-changed")
                .build();
    }

    /** It is done: on to another page. */
    RestResponse<String> onTo(String address) {
        return RestResponse.ResponseBuilder.<String>noContent()
                .header("HX-Redirect", address)
                .build();
    }

    private Uni<RestResponse<String>> problem(Problem problem) {
        return answer(
                problem.status(), Templates.problem(page(problem.title(), ""), problem.title(), problem.detail()));
    }

    private Uni<RestResponse<String>> answer(int status, TemplateInstance template) {
        PathPrefix prefix = proxy.prefix();
        return template.createUni()
                .map(prefix::inLinksOf)
                .map(html -> RestResponse.ResponseBuilder.<String>create(
                                status, HttpResponseStatus.valueOf(status).reasonPhrase())
                        .entity(html)
                        .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .header("Content-Security-Policy", ONLY_ITS_OWN)
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Referrer-Policy", "same-origin")
                        .build());
    }
}
