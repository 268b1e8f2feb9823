package io.sluice.gateway.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.qute.TemplateInstance;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.gateway.nodes.NodeEdge;
import io.sluice.gateway.nodes.Nodes;
import io.sluice.gateway.upstream.Registry;
import io.sluice.service.json.StrictJson;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** What an operator does with a node, in dialogs. What is wrong is said in the dialog, in the words of the API. */
@Path("/nodes/{name}")
@Produces(MediaType.TEXT_HTML)
class NodeDialogResource {
    private final Nodes nodes;
    private final Registry registry;
    private final StrictJson bodies;
    private final Pages pages;

    NodeDialogResource(Nodes nodes, Registry registry, StrictJson bodies, Pages pages) {
        this.nodes = nodes;
        this.registry = registry;
        this.bodies = bodies;
        this.pages = pages;
    }

    @GET
    @Path("menu")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> menu(@PathParam("name") String name) {
        return pages.show(node(name).map(Templates::menu));
    }

    @GET
    @Path("drain")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> askDrain(@PathParam("name") String name) {
        return pages.show(node(name).map(node -> Templates.drain(node, Form.EMPTY)));
    }

    @POST
    @Path("drain")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> drain(@PathParam("name") String name, MultivaluedMap<String, String> fields) {
        Form form = Form.sent(fields);
        ObjectNode body = body(form);
        body.put("reason", form.value("reason"));
        return act(
                name,
                form,
                List.of("reason"),
                () -> registry.drain(NodeEdge.name(name), bodies.read(bytes(body), DrainRequest.class)),
                Templates::drain);
    }

    @GET
    @Path("cap")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> askCap(@PathParam("name") String name) {
        return pages.show(node(name)
                .map(node -> Templates.cap(node, Form.of(Map.of("taskCap", Integer.toString(node.cap()))))));
    }

    @POST
    @Path("cap")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> cap(@PathParam("name") String name, MultivaluedMap<String, String> fields) {
        Form form = Form.sent(fields);
        ObjectNode body = body(form);
        if (form.value("reset").isEmpty()) {
            body.set("taskCap", form.number("taskCap"));
        } else {
            body.putNull("taskCap");
        }
        return act(name, form, List.of("taskCap"), () -> patch(name, body), Templates::cap);
    }

    @GET
    @Path("labels")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> askLabels(@PathParam("name") String name) {
        return pages.show(node(name).map(node -> Templates.labels(node, Form.EMPTY)));
    }

    /** Sets one label, and leaves the others as they are. */
    @POST
    @Path("labels")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> label(@PathParam("name") String name, MultivaluedMap<String, String> fields) {
        Form form = Form.sent(fields);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("labels")
                .put(form.value("key").strip(), form.value("value").strip());
        return act(name, form, List.of(), () -> patch(name, body), Templates::labels);
    }

    /** Takes back one label that an operator has set: the node's own counts again, where it has one. */
    @POST
    @Path("labels/reset")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> resetLabel(@PathParam("name") String name, MultivaluedMap<String, String> fields) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("labels").putNull(Form.sent(fields).value("key"));
        return act(name, Form.EMPTY, List.of(), () -> patch(name, body), Templates::labels);
    }

    @GET
    @Path("resume")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> askResume(@PathParam("name") String name) {
        return pages.show(node(name).map(node -> Templates.confirm(node, resuming(node), Form.EMPTY)));
    }

    @POST
    @Path("resume")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> resume(@PathParam("name") String name) {
        return act(
                name,
                Form.EMPTY,
                List.of(),
                () -> registry.resume(NodeEdge.name(name)),
                (node, again) -> Templates.confirm(node, resuming(node), again));
    }

    @GET
    @Path("delete")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> askDelete(@PathParam("name") String name) {
        return pages.show(node(name).map(node -> Templates.confirm(node, deletion(node), Form.EMPTY)));
    }

    @POST
    @Path("delete")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> delete(@PathParam("name") String name) {
        return act(
                name,
                Form.EMPTY,
                List.of(),
                () -> registry.retire(NodeEdge.name(name)),
                (node, again) -> Templates.confirm(node, deletion(node), again));
    }

    private static Confirmation resuming(NodeRow node) {
        return new Confirmation(
                "Resume " + node.name() + "?",
                "It takes tasks again, up to its cap of " + node.cap() + ".",
                "/nodes/" + node.name() + "/resume",
                "Resume");
    }

    private static Confirmation deletion(NodeRow node) {
        return new Confirmation(
                "Delete " + node.name() + "?",
                "For a node that will not come back. It has to be OFFLINE with no live task. Its history is kept.",
                "/nodes/" + node.name() + "/delete",
                "Delete");
    }

    /** Shows a dialog again. */
    private interface Again {
        TemplateInstance with(NodeRow node, Form form);
    }

    private Uni<RestResponse<String>> act(
            String name, Form form, List<String> shown, Supplier<Uni<?>> action, Again dialog) {
        return Uni.createFrom()
                .deferred(() -> action.get().map(done -> pages.done()))
                .onFailure(ProblemException.class)
                .recoverWithUni(refusal -> node(name)
                        .chain(node -> pages.again(dialog.with(node, form.refused(refusal.problem(), shown)))));
    }

    private Uni<NodeRow> node(String name) {
        return Uni.createFrom()
                .deferred(() -> nodes.one(NodeEdge.name(name)))
                .map(node -> new NodeRow(node, pages.now()));
    }

    private Uni<?> patch(String name, ObjectNode body) {
        return registry.patch(NodeEdge.name(name), bodies.readMergePatch(bytes(body), NodePatch.class), null);
    }

    /** What a form requests of a node, before its own fields. */
    private static ObjectNode body(Form form) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (!form.value("force").isEmpty()) {
            body.put("force", true);
        }
        return body;
    }

    private static byte[] bytes(ObjectNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
