package io.sluice.service.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.service.peer.Exchange.NotReached;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    @Test
    void aConnectionThatBrokeOrDidNotComeAboutMayComeAboutElsewhere() {
        assertThat(Exchange.wasTheConnections(new HttpClosedException("closed")))
                .isTrue();
        assertThat(Exchange.wasTheConnections(new SocketException("reset"))).isTrue();
        assertThat(Exchange.wasTheConnections(new NotReached(new ConnectException("refused"))))
                .isTrue();
        assertThat(Exchange.wasTheConnections(new NotReached(new UnknownHostException("name"))))
                .isTrue();
    }

    /** The first packet to a replica that has just gone is answered by nobody. */
    @Test
    void aConnectionThatIsNotThereInTimeMayComeAboutElsewhere() {
        assertThat(Exchange.wasTheConnections(new NotReached(new TimeoutException("1000 ms"))))
                .isTrue();
    }

    @Test
    void silenceOnAConnectionIsNoFaultOfIt() {
        assertThat(Exchange.wasTheConnections(new TimeoutException("no whole answer")))
                .isFalse();
    }

    @Test
    void whereAllConnectionsAreInUseNoFurtherOneIsOpened() {
        assertThat(Exchange.wasTheConnections(new NotReached(new ConnectionPoolTooBusyException("1000 wait"))))
                .isFalse();
    }
}
