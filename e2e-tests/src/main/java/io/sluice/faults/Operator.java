package io.sluice.faults;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeView;
import io.sluice.verification.Gateways;
import io.sluice.verification.Gateways.Answer;
import io.sluice.verification.OperatorLog;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Drains, resumes, changes caps and retires, through whichever gateway answers, and keeps what was answered. */
final class Operator {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration RETRY_TIMEOUT = Duration.ofSeconds(90);
    private static final long PAUSE_MILLIS = 500;
    private static final int CONFLICT = 409;

    private final Gateways gateways;
    private final OperatorLog log;

    Operator(List<URI> gateways, String token, OperatorLog log) {
        this.gateways = new Gateways(gateways, token, CALL_TIMEOUT);
        this.log = log;
    }

    /** Drains the node, for as long as it takes to be answered: asked again it is the same drain. */
    void drain(String node) throws InterruptedException {
        Instant asked = Instant.now();
        Optional<Answer> answer = insist("PUT", "/api/v1/nodes/" + node + "/drain", "{\"reason\":\"faults\"}");
        if (answer.isPresent()) {
            boolean barrier = Boolean.TRUE.equals(node(answer.get()).barrier());
            log.drained(new NodeName(node), asked, Instant.now(), barrier);
        }
    }

    /** Lifts the drain, for as long as it takes. Nothing is said of when it is lifted, only of when it was asked for. */
    void resume(String node) throws InterruptedException {
        Instant asked = Instant.now();
        boolean done = insist("DELETE", "/api/v1/nodes/" + node + "/drain", "").isPresent();
        log.lifted(new NodeName(node), asked, done ? Instant.now() : null);
    }

    /** Sets the cap, for as long as it takes. */
    void cap(String node, int cap) throws InterruptedException {
        Instant asked = Instant.now();
        boolean done = insist("PATCH", "/api/v1/nodes/" + node, "{\"taskCap\":" + cap + "}")
                .isPresent();
        log.capAsked(new NodeName(node), cap, asked, done ? Instant.now() : null);
    }

    /** Retires the node once the cluster lets it go. */
    void retire(String node) throws InterruptedException {
        Optional<Epoch> epoch = insist("GET", "/api/v1/nodes/" + node, "")
                .map(answer -> node(answer).epoch());
        Instant asked = Instant.now();
        boolean done = insist("DELETE", "/api/v1/nodes/" + node, "").isPresent();
        if (epoch.isPresent()) {
            log.retired(new NodeName(node), epoch.get(), asked, done ? Instant.now() : null);
        }
    }

    /** Asks one gateway after another until one does it. A refusal that time can change is asked again. */
    private Optional<Answer> insist(String method, String path, String body) throws InterruptedException {
        long deadline = System.nanoTime() + RETRY_TIMEOUT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Optional<Answer> answer = ask(method, path, body);
            int status = answer.map(Answer::status).orElse(0);
            if (status / 100 == 2) {
                return answer;
            }
            if (status / 100 == 4 && status != CONFLICT) {
                return Optional.empty();
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return Optional.empty();
    }

    /** Empty when nothing was answered. */
    private Optional<Answer> ask(String method, String path, String body) throws InterruptedException {
        try {
            return Optional.of(gateways.ask(method, path, body, Map.of()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private NodeView node(Answer answer) {
        try {
            return gateways.read(answer.body(), NodeView.class);
        } catch (IOException e) {
            throw new IllegalStateException("no node: " + answer.body(), e);
        }
    }
}
