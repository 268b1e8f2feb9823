package io.sluice.registry.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sluice.registry.RegistryComponent;
import io.sluice.service.database.PunctualPool;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RegistryComponent
class DatabasePoolComponentTest {
    @Inject
    Pool pool;

    @Test
    void whatIsInjectedDoesNoWorkThatWaitedTooLong() {
        assertThat(pool).isInstanceOf(PunctualPool.class);
    }
}
