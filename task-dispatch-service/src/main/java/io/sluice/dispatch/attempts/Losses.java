package io.sluice.dispatch.attempts;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Collection;

/** Ends attempts whose node was lost; their tasks go by their guarantee. */
@Singleton
public final class Losses {
    /**
     * These nodes registered again: what their older epochs hold is lost at once.
     *
     * @param transaction the one that has written their admissions
     */
    public Uni<Void> onNewerEpoch(SqlConnection transaction, Collection<String> nodes) {
        return Uni.createFrom().voidItem();
    }
}
