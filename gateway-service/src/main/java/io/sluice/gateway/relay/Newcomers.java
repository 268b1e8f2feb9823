package io.sluice.gateway.relay;

import io.sluice.service.auth.NodeProof;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds what callers cost whom nobody has vouched for. A gateway knows no node's secret: a call that shows one is passed on
 * and judged by the service. Until a service has taken a call with that secret, or the caller shows the join token, it counts
 * as a newcomer's, of which few are under way at once. So whoever makes secrets up takes nothing from the nodes that are
 * known here.
 */
final class Newcomers {
    /** More than one gateway has nodes; what is forgotten is a newcomer once more. */
    private static final int MAX_KNOWN = 50_000;

    private final int most;

    // Guarded by this, as below: hashes of secrets that a service took, the longest unused first.
    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_KNOWN;
        }
    };
    private int underWay;

    /**
     * @param most newcomers' calls under way at once
     */
    Newcomers(int most) {
        this.most = most;
    }

    /** Lets a call in, which tells of its answer; empty when too many newcomers wait for theirs. */
    synchronized Optional<Visit> enter(NodeProof proof) {
        String hash = proof.secretHash();
        boolean newcomer = !proof.joined() && (hash == null || known.get(hash) == null);
        if (newcomer && underWay >= most) {
            return Optional.empty();
        }
        if (newcomer) {
            underWay++;
        }
        return Optional.of(new Visit(proof, newcomer));
    }

    private synchronized void leave() {
        underWay--;
    }

    private synchronized void judge(String hash, boolean taken) {
        if (taken) {
            known.put(hash, true);
        } else {
            known.remove(hash);
        }
    }

    /** One call on its way through. */
    final class Visit {
        private final NodeProof proof;
        private final AtomicBoolean counts;

        private Visit(NodeProof proof, boolean newcomer) {
            this.proof = proof;
            this.counts = new AtomicBoolean(newcomer);
        }

        /** The service has answered. */
        void answered(int status) {
            String hash = proof.secretHash();
            if (hash != null && (status / 100 == 2 || status == 401 || status == 403)) {
                judge(hash, status / 100 == 2);
            }
            over();
        }

        /** It has an answer, or gets none any more. */
        void over() {
            if (counts.compareAndSet(true, false)) {
                leave();
            }
        }
    }
}
