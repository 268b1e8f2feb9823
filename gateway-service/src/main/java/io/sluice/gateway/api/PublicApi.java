package io.sluice.gateway.api;

import io.sluice.contracts.problem.Problem;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What OpenAPI tells of the API as a whole. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Sluice",
                        version = "v1",
                        description =
                                "A cluster that runs tasks, and lets any of its nodes be taken out for maintenance"
                                        + " without losing one. Every refusal is a problem (RFC 9457), whose type"
                                        + " GET /api/v1/problems/{type} explains."),
        tags = {
            @Tag(name = "tasks", description = "What is to be run, and what became of it."),
            @Tag(name = "nodes", description = "Where tasks run: drains, task caps, labels, retirement."),
            @Tag(name = "cluster", description = "The whole of it: capacity, queue, events."),
            @Tag(name = "problems", description = "What the types of refusals mean."),
            @Tag(name = "ping", description = "For load balancers.")
        },
        security = @SecurityRequirement(name = "token"),
        components =
                @Components(
                        securitySchemes =
                                @SecurityScheme(
                                        securitySchemeName = "token",
                                        type = SecuritySchemeType.HTTP,
                                        scheme = "bearer",
                                        description = "The client token."),
                        schemas = @Schema(name = "Problem", implementation = Problem.class),
                        responses =
                                @APIResponse(
                                        name = "problem",
                                        description = "What is wrong with which thing, and the remedy.",
                                        content =
                                                @Content(
                                                        mediaType = Problem.MEDIA_TYPE,
                                                        schema = @Schema(ref = "Problem")))))
public final class PublicApi extends Application {}
