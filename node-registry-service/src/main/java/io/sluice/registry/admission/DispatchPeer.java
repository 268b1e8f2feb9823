package io.sluice.registry.admission;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Eviction;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RetireAdmission;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.registry.settings.RegistryConfig;
import io.sluice.service.peer.Peer;
import io.sluice.service.peer.PeerFactory;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Task-dispatch, as the registry speaks to it. Every call ends within the setting, in an answer or a failure. */
@Singleton
public class DispatchPeer {
    private static final String LOADS = InternalPaths.NODES + "/" + InternalPaths.LOAD;

    private final Peer peer;

    @Inject
    DispatchPeer(PeerFactory peers, RegistryConfig config) {
        this(peers.peer("task-dispatch", config.dispatchUrls(), config.dispatchTimeout()));
    }

    DispatchPeer(Peer peer) {
        this.peer = peer;
    }

    /** What dispatch says to a retirement. */
    public sealed interface RetireReply {
        /** The node is closed for good. */
        record Closed() implements RetireReply {}

        /** It holds live attempts. */
        record NotEmpty(List<FieldError> obstacles) implements RetireReply {}
    }

    /** Dispatch did not answer, or not in time, or could not do what was asked. Whether it did is not known. */
    public static final class Away extends RuntimeException {
        Away(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /** What may be done with a node; answered once it is committed. Fails with {@link Away}. */
    Uni<AdmissionReply> admit(NodeAdmission admission) {
        return call(
                        "PUT",
                        path(admission.name(), InternalPaths.ADMISSION),
                        admission,
                        new TypeReference<AdmissionReply>() {})
                .onFailure()
                .transform(Away::new);
    }

    /** All nodes as dispatch counts them. Fails with {@link Away}. */
    public Uni<List<NodeLoad>> loads() {
        return call("GET", LOADS, null, new TypeReference<List<NodeLoad>>() {})
                .onFailure()
                .transform(Away::new);
    }

    /** The node as dispatch counts it; empty when it does not know it. Fails with {@link Away}. */
    public Uni<Optional<NodeLoad>> load(NodeName name) {
        return call("GET", LOADS + "?name=" + name, null, new TypeReference<List<NodeLoad>>() {})
                // A replica of an older version answers with all.
                .map(loads ->
                        loads.stream().filter(load -> load.name().equals(name)).findFirst())
                .onFailure()
                .transform(Away::new);
    }

    /** Ends what is left on a node past its drain's deadline. Fails with {@link Away}. */
    public Uni<Void> evict(NodeName name, Eviction eviction) {
        return call("POST", path(name, InternalPaths.EVICT), eviction, new TypeReference<Void>() {})
                .onFailure()
                .transform(Away::new);
    }

    /** Closes a node for good, unless it holds live attempts. Fails with {@link Away}. */
    public Uni<RetireReply> retire(NodeName name, RetireAdmission retirement) {
        return call("POST", path(name, InternalPaths.RETIRE), retirement, new TypeReference<AdmissionReply>() {})
                .<RetireReply>map(reply -> new RetireReply.Closed())
                .onFailure(DispatchPeer::isNotEmpty)
                .recoverWithItem(failure -> new RetireReply.NotEmpty(obstacles((ProblemException) failure)))
                .onFailure()
                .transform(Away::new);
    }

    private <T> Uni<T> call(String method, String path, @Nullable Object body, TypeReference<T> type) {
        return peer.call(method, path, body, type);
    }

    private static boolean isNotEmpty(Throwable failure) {
        return failure instanceof ProblemException refusal && refusal.problem().is(ProblemType.NODE_NOT_EMPTY);
    }

    private static List<FieldError> obstacles(ProblemException refusal) {
        List<FieldError> errors = refusal.problem().errors();
        return errors != null && !errors.isEmpty()
                ? errors
                : List.of(new FieldError("runningTasks", refusal.problem().detail()));
    }

    private static String path(NodeName name, String what) {
        return InternalPaths.NODES + "/" + name + "/" + what;
    }
}
