package io.sluice.registry.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.sluice.service.database.PoolLimits;
import io.sluice.service.database.PunctualPool;
import io.vertx.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The service's one pool, by the settings of the data source and with the limits of {@link PoolLimits}. */
@Singleton
final class DatabasePool implements PgPoolCreator {
    /** The pool as the service uses it. */
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    io.vertx.mutiny.sqlclient.Pool punctual(Pool connections) {
        return new PunctualPool(connections);
    }

    @Override
    public Pool create(Input input) {
        return PoolLimits.pool(input.vertx(), input.poolOptions(), input.pgConnectOptionsList());
    }
}
