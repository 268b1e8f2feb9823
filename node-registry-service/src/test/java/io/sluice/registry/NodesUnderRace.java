package io.sluice.registry;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeAdmission;
import io.sluice.registry.admission.AdmissionPush;
import io.sluice.registry.admission.AdmissionPushes;
import io.sluice.registry.admission.DispatchInMemory;
import io.sluice.registry.audit.AuditStore;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.node.NodeRow;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.ToIntFunction;

/** What the races of this service have in common: real tables, an audit, and a dispatch without a network. */
public final class NodesUnderRace {
    public final RegistryDatabase database = RegistryDatabase.empty();
    public final RegisteredNodes nodes = new RegisteredNodes(database);
    public final NodeEvents events = new NodeEvents(
            new AuditStore(), (transaction, messages) -> Uni.createFrom().voidItem());
    public final DispatchInMemory dispatch;
    public final AdmissionPush push;

    /**
     * @param live attempts that dispatch counts as it puts an admission in force
     */
    public NodesUnderRace(ToIntFunction<NodeAdmission> live) {
        dispatch = new DispatchInMemory(live);
        push = AdmissionPushes.to(dispatch, database, nodes, events);
    }

    /** One entry of the audit. */
    public record Deed(String what, String actor, String detail) {}

    /** The node of this round, open and known to dispatch; that of the round before is gone. */
    public NodeRow add(int round) {
        database.run("delete from node");
        dispatch.forget();
        NodeRow node = nodes.add("n-" + round, 5);
        return await(push.push(node));
    }

    /** Whoever is told now that the barrier of this request is closed is told the truth now, not only in a moment. */
    public void barrierIsNoEarlierThanDispatch(NodeRow told) {
        if (told.barrier()) {
            assertThat(dispatch.revision(told.name())).as("in force").isGreaterThanOrEqualTo(told.revision());
        }
    }

    /** A lock under which nobody changes this node. */
    public static String atTheRow(NodeRow node) {
        return "select from node where name = '" + node.name() + "' for update";
    }

    /** A lock that stops whoever has changed a node before the change is on record. */
    public static final String BEFORE_THE_RECORD = "lock table audit in share mode";

    /** What happened to the node, oldest first. */
    public List<Deed> deeds(NodeRow node) {
        return database
                .rows("select what, actor, detail from audit where name = '" + node.name() + "' order by seq")
                .stream()
                .map(row -> new Deed(row.getString("what"), row.getString("actor"), row.getString("detail")))
                .toList();
    }
}
