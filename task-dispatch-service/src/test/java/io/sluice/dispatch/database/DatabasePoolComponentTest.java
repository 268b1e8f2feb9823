package io.sluice.dispatch.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.service.database.PunctualPool;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchComponent
class DatabasePoolComponentTest {
    @Inject
    Pool pool;

    @Test
    void whatIsInjectedDoesNoWorkThatWaitedTooLong() {
        assertThat(ClientProxy.unwrap(pool.getDelegate())).isInstanceOf(PunctualPool.class);
    }
}
