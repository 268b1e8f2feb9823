package io.sluice.dispatch.assignment;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.events.TaskEventsUnderTest;
import io.sluice.dispatch.queue.QueueGate;
import io.sluice.dispatch.stream.FrameStore;
import io.sluice.dispatch.stream.OpenStreams;
import io.sluice.dispatch.wake.ReplicaId;
import io.sluice.dispatch.wake.Wake;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** The claims of one replica, for the tests of other features too. */
public final class ClaimsUnderTest {
    /** Held by a test, it keeps claims out before they look. */
    public static final String AT_THE_GATE = "select pg_advisory_xact_lock(hashtext('sluice queue gate'))";

    /** Held by a test, it stops a claim when it has decided, and holds its nodes, but has not written. */
    public static final String BEFORE_THE_WRITE = "lock table attempt in share mode";

    private final DispatchDatabase database;
    private final Claims claims;

    public ClaimsUnderTest(DispatchDatabase database) {
        this.database = database;
        claims = new Claims(
                database.pool(),
                new QueueGate(),
                new ClaimStore(Duration.ofSeconds(20)),
                TaskEventsUnderTest.unpublished(),
                new Wake(new ReplicaId()),
                new OpenStreams(database.vertx(), database.pool(), new FrameStore()));
    }

    /** All tasks wait for their first attempt again. */
    public void beginAgain() {
        database.run("delete from attempt; update task set state = 'QUEUED', attempt = 0");
    }

    /** One claim; answers whether it assigned anything. */
    public Uni<Boolean> claim() {
        return claims.claim()
                .map(outcome -> outcome == Claims.Outcome.ASSIGNED || outcome == Claims.Outcome.ASSIGNED_ALL);
    }

    /** Claims until nothing more can be assigned. */
    public void claimAll() {
        while (DispatchDatabase.await(claim())) {
            // the next claim finds what this one left
        }
    }
}
