package io.sluice.dispatch.stream;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.wake.ReplicaId;
import io.sluice.dispatch.wake.Wake;

/** Attachments for the tests of other features. */
public final class AttachmentsOf {
    private AttachmentsOf() {}

    /** Of a replica on that database. */
    public static Attachments database(DispatchDatabase database) {
        ReplicaId replica = new ReplicaId();
        return new Attachments(database.vertx(), database.pool(), new StreamStore(), new Wake(replica), replica);
    }
}
