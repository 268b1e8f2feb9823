package io.sluice.dispatch.leases;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.dispatch.attempts.DuePolicy;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.loop.Loop;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Looks for attempts whose node was not heard of for too long, when the first lease runs out on which an attempt depends.
 * On all replicas at once: what one has locked the others pass over.
 */
@Singleton
class LossSweeper {
    private final Pool pool;
    private final LossStore store;
    private final Losses losses;
    private final Wake wake;
    private final Loop loop;

    LossSweeper(Vertx vertx, Pool pool, LossStore store, Losses losses, Wake wake) {
        this.pool = pool;
        this.store = store;
        this.losses = losses;
        this.wake = wake;
        RepeatedFailure failure = new RepeatedFailure(
                Logger.getLogger(LossSweeper.class),
                "looking for lost attempts fails",
                "looking for lost attempts works again");
        this.loop = new Loop(vertx, DuePolicy.PACE, failure, () -> round().map(DuePolicy::next));
    }

    void start(@Observes StartupEvent event) {
        // A new attempt may depend on a lease that is about to run out.
        wake.onNode(nodes -> loop.wake(), loop::wake);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    /** While something is awaited from a node that is silent, a lease has run out, and the next round comes soon. */
    Uni<Duration> round() {
        return store.nextDue(pool).chain(due -> {
            if (due.isEmpty()) {
                return Uni.createFrom().item(DuePolicy.MAX_INTERVAL);
            }
            if (!due.get().isNegative()) {
                return Uni.createFrom().item(due.get());
            }
            return losses.sweep().replaceWith(Duration.ZERO);
        });
    }
}
