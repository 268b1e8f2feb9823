package io.sluice.registry.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.sluice.service.database.PoolLimits;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** The service's one pool, by the settings of the data source and with the limits of {@link PoolLimits}. */
@Singleton
final class DatabasePool implements PgPoolCreator {
    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(PoolLimits::of);
        return PgBuilder.pool()
                .with(PoolLimits.of(input.poolOptions()))
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}
