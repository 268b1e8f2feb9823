package io.sluice.registry.admission;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Eviction;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RetireAdmission;
import io.sluice.contracts.problem.FieldError;
import io.sluice.service.peer.Peer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** Dispatch as the registry sees it, without a network: the newest revision wins, and nothing live is retired. */
public final class DispatchInMemory extends DispatchPeer {
    private final Map<NodeName, State> nodes = new ConcurrentHashMap<>();
    private final ToIntFunction<NodeAdmission> live;

    /**
     * @param live attempts of a node as an admission of it is put in force
     */
    public DispatchInMemory(ToIntFunction<NodeAdmission> live) {
        super(new Peer(
                Vertx.vertx(),
                "task-dispatch",
                List.of(URI.create("http://nobody.invalid")),
                Duration.ofSeconds(1),
                Map::of));
        this.live = live;
    }

    /** What is in force; the admission is that before a retirement. */
    private record State(NodeAdmission admission, long revision, boolean retired, int live) {}

    @Override
    Uni<AdmissionReply> admit(NodeAdmission admission) {
        return Uni.createFrom().item(() -> {
            State state = nodes.compute(
                    admission.name(),
                    (name, now) -> now == null || admission.revision() > now.revision()
                            ? new State(admission, admission.revision(), false, live.applyAsInt(admission))
                            : now);
            return new AdmissionReply(state.revision(), state.live());
        });
    }

    @Override
    public Uni<List<NodeLoad>> loads() {
        return Uni.createFrom().item(() -> {
            List<NodeLoad> loads = new ArrayList<>();
            nodes.values().stream().filter(state -> !state.retired()).forEach(state -> {
                NodeAdmission admission = state.admission();
                loads.add(new NodeLoad(
                        admission.name(),
                        admission.epoch(),
                        state.revision(),
                        !admission.drain().enabled(),
                        true,
                        admission.taskCap(),
                        state.live(),
                        null));
            });
            return loads;
        });
    }

    @Override
    public Uni<Void> evict(NodeName name, Eviction eviction) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<RetireReply> retire(NodeName name, RetireAdmission retirement) {
        return Uni.createFrom().item(() -> {
            State state = Objects.requireNonNull(nodes.computeIfPresent(
                    name,
                    (same, now) -> retirement.revision() > now.revision() && now.live() == 0
                            ? new State(now.admission(), retirement.revision(), true, 0)
                            : now));
            return state.retired() && state.revision() == retirement.revision()
                    ? new RetireReply.Closed()
                    : new RetireReply.NotEmpty(List.of(new FieldError("revision", "a newer one is in force")));
        });
    }

    /** It knows of no node any more. */
    public void forget() {
        nodes.clear();
    }

    /** The node's last live attempt has ended. */
    public void empty(NodeName name) {
        nodes.computeIfPresent(name, (same, now) -> new State(now.admission(), now.revision(), now.retired(), 0));
    }

    /** The newest revision that was put in force. */
    public long revision(NodeName name) {
        State state = nodes.get(name);
        return state == null ? 0 : state.revision();
    }

    /** The cap in force for a node that may take tasks. */
    public Optional<Integer> openCap(NodeName name) {
        return Optional.ofNullable(nodes.get(name))
                .filter(state -> !state.retired() && !state.admission().drain().enabled())
                .map(state -> state.admission().taskCap());
    }
}
