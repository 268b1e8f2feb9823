package io.sluice.gateway.api.problems;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What each type of a problem means and what to do about it: for anybody, from memory, as JSON and as a page. */
@Path("/api/v1/problems")
@NonBlocking
@SecurityRequirements
@Tag(name = "problems")
class ProblemsResource {
    private static final List<ProblemDescription> ALL =
            Arrays.stream(ProblemType.values()).map(ProblemDescription::of).toList();

    /** Every type. */
    @GET
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    @Operation(operationId = "listProblems", summary = "Lists every type of problem that a refusal can have.")
    @APIResponse(
            responseCode = "200",
            description = "The types, by status.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = ProblemList.class)),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(implementation = String.class))
            })
    public Uni<? extends RestResponse<?>> list(@HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept) {
        return isForPeople(accept) ? page(ALL) : Uni.createFrom().item(RestResponse.ok(new ProblemList(ALL)));
    }

    /** One type. */
    @GET
    @Path("{type}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    @Operation(operationId = "getProblem", summary = "Shows what a type of problem means, and what to do about it.")
    @APIResponse(
            responseCode = "200",
            description = "The type.",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = ProblemDescription.class)),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(implementation = String.class))
            })
    public Uni<? extends RestResponse<?>> get(
            @PathParam("type") String type, @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept) {
        ProblemDescription found = one(type);
        return isForPeople(accept) ? page(List.of(found)) : Uni.createFrom().item(RestResponse.ok(found));
    }

    private static boolean isForPeople(@Nullable String accept) {
        return accept != null && accept.contains(MediaType.TEXT_HTML);
    }

    private static Uni<RestResponse<String>> page(List<ProblemDescription> items) {
        return Templates.problems(items)
                .createUni()
                .map(html -> RestResponse.ResponseBuilder.ok(html)
                        .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                        .header("Content-Security-Policy", "default-src 'none'")
                        .header("X-Content-Type-Options", "nosniff")
                        .build());
    }

    private static ProblemDescription one(String type) {
        return ALL.stream()
                .filter(known -> known.type().equals(type))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.NOT_FOUND, "There is no such problem type; /api/v1/problems lists them."));
    }

    /** The page. */
    @CheckedTemplate(basePath = "problems")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance problems(List<ProblemDescription> items);
    }
}
