package io.sluice.registry.doors;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.sluice.contracts.node.NodeName;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.ConnectException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fails in every way that a resource can. In tests alone. */
@Path("/internal/v1/faults")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class FaultyResource {
    static final String SECRET = "what nobody outside may read";

    private final Pool pool;

    public FaultyResource(Pool pool) {
        this.pool = pool;
    }

    /** A body with something of everything. */
    public record Body(
            @NotNull @Nullable NodeName name,
            @Max(9) int count,
            @Nullable List<@NotNull String> words) {}

    @POST
    @Path("typed")
    public Uni<String> typed(@Valid @Nullable Body body) {
        return Uni.createFrom().item("{}");
    }

    @POST
    @Path("tree")
    public Uni<String> tree(JsonNode body) {
        return Uni.createFrom().item("{}");
    }

    @GET
    @Path("limited")
    public Uni<String> limited(@QueryParam("limit") @Max(9) int limit) {
        return Uni.createFrom().item("{}");
    }

    @GET
    @Path("thrown")
    public Uni<String> thrown() {
        throw new IllegalStateException(SECRET);
    }

    @GET
    @Path("failed")
    public Uni<String> failed() {
        return Uni.createFrom().failure(new IllegalStateException(SECRET));
    }

    @GET
    @Path("error")
    public Uni<String> error() {
        throw new AssertionError(SECRET);
    }

    @GET
    @Path("away")
    public Uni<String> away() {
        return Uni.createFrom().failure(new ConnectException(SECRET));
    }

    @GET
    @Path("statement")
    public Uni<String> statement() {
        return pool.query("select * from \"" + SECRET + "\"").execute().map(rows -> "{}");
    }

    @GET
    @Path("ended")
    public Uni<String> ended() {
        return pool.query("select pg_terminate_backend(pg_backend_pid())")
                .execute()
                .map(rows -> "{}");
    }

    @GET
    @Path("session-statement")
    @WithSession
    public Uni<String> sessionStatement() {
        return inSession("select * from \"" + SECRET + "\"");
    }

    @GET
    @Path("session-ended")
    @WithSession
    public Uni<String> sessionEnded() {
        return inSession("select pg_terminate_backend(pg_backend_pid())");
    }

    @GET
    @Path("session-canceled")
    @WithSession
    public Uni<String> sessionCanceled() {
        return inSession("select pg_cancel_backend(pg_backend_pid()), pg_sleep(10)");
    }

    private static Uni<String> inSession(String sql) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(sql).getResultList())
                .map(rows -> "{}");
    }
}
