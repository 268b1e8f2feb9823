package io.sluice.registry.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.sluice.service.database.PoolLimits;
import io.sluice.service.database.PunctualPool;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/** The service's one pool, by the settings of the data source and with the limits of {@link PoolLimits}. */
@Singleton
final class DatabasePool implements PgPoolCreator {
    @Override
    public Pool create(Input input) {
        return new PunctualPool(PoolLimits.pool(input.vertx(), input.poolOptions(), input.pgConnectOptionsList()));
    }
}
