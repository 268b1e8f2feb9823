package io.sluice.registry.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.registry.RegistryComponent;
import io.sluice.service.database.PunctualPool;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import org.hibernate.reactive.common.spi.Implementor;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.pool.ReactiveConnectionPool;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
class DatabasePoolComponentTest {
    @Inject
    Pool pool;

    @Inject
    Mutiny.SessionFactory sessions;

    @Test
    void whatIsInjectedDoesNoWorkThatWaitedTooLong() {
        assertThat(ClientProxy.unwrap(pool.getDelegate())).isInstanceOf(PunctualPool.class);
    }

    @Test
    void sessionsTakeTheirConnectionsFromTheSamePool() throws ReflectiveOperationException {
        ReactiveConnectionPool connections = ((Implementor) ClientProxy.unwrap(sessions))
                .getServiceRegistry()
                .getService(ReactiveConnectionPool.class);
        Method getPool = connections.getClass().getDeclaredMethod("getPool");
        getPool.setAccessible(true);

        assertThat(ClientProxy.unwrap(getPool.invoke(connections))).isSameAs(ClientProxy.unwrap(pool.getDelegate()));
    }
}
