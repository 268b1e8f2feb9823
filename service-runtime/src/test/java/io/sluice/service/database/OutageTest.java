package io.sluice.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08P01", "25006", "25P03", "26000", "0A000", "40001", "40P01", "53100", "53200", "53300",
                "55P03", "57014", "57P01", "57P03", "58030"
            })
    void aDatabaseThatCannotWriteIsAnOutage(String sqlState) {
        assertThat(Outage.isOne(refusal(sqlState))).isTrue();
        assertThat(Outage.isOne(new IllegalStateException(refusal(sqlState)))).isTrue();
        assertThat(Outage.isOne(new RuntimeException(new SQLException("refused", sqlState))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22001", "22021", "22P05", "23502", "23503", "23505", "23514", "42P01", "54000", "P0001", "XX000", ""
            })
    void whatMayBeOfTheContentIsNone(String sqlState) {
        assertThat(Outage.isOne(refusal(sqlState))).isFalse();
        assertThat(Outage.isOne(new RuntimeException(new SQLException("refused", sqlState))))
                .isFalse();
    }

    @Test
    void aStatementForAConnectionThatHasJustClosedMeetsAnOutage() {
        assertThat(Outage.isOne(new NoStackTraceThrowable("Connection is not active now, current status: CLOSED")))
                .isTrue();
    }

    @Test
    void aConnectionThatBreaksIsAnOutageAndAFaultOfOursIsNone() {
        assertThat(Outage.isOne(new IOException("reset"))).isTrue();
        assertThat(Outage.isOne(new VertxException("closed"))).isTrue();
        assertThat(Outage.isOne(new TimeoutException())).isTrue();
        assertThat(Outage.isOne(new io.smallrye.mutiny.TimeoutException())).isTrue();
        assertThat(Outage.isOne(new NullPointerException())).isFalse();
        assertThat(Outage.isOne(refusal(null))).isFalse();
    }

    private static PgException refusal(String sqlState) {
        return new PgException("refused", "ERROR", sqlState, null);
    }
}
