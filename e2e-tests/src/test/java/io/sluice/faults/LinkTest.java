package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.faults.Link.Direction;
import io.sluice.faults.Link.Weather;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On real sockets; the other side is one that the test itself holds. */
@Timeout(30)
class LinkTest {
    /** How long nothing is waited for; nothing fails by being slower. */
    private static final int SILENCE_MILLIS = 200;

    private ServerSocket server;
    private Link link;
    private Socket client;
    private Socket served;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        link = new Link("test", server::getLocalPort);
        client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        served = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        served.close();
        link.close();
        server.close();
    }

    @Test
    void whatIsSentArrivesInBothDirections() throws IOException {
        say(client, "question");
        assertThat(heard(served, 8)).isEqualTo("question");

        say(served, "answer");
        assertThat(heard(client, 6)).isEqualTo("answer");
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void whatIsHeldArrivesLateAndWhole(Direction held) throws IOException {
        Socket from = held == Direction.REQUESTS ? client : served;
        Socket to = held == Direction.REQUESTS ? served : client;
        link.set(held, Weather.HELD);

        say(from, "one");
        say(to, "other way");
        assertThat(heard(from, 9)).isEqualTo("other way");
        assertSilent(to);
        say(from, "two");
        link.set(held, Weather.CLEAR);

        assertThat(heard(to, 6)).isEqualTo("onetwo");
    }

    @Test
    void anEndIsHeldToo() throws IOException {
        link.set(Direction.REQUESTS, Weather.HELD);

        client.shutdownOutput();

        assertSilent(served);
        link.set(Direction.REQUESTS, Weather.CLEAR);
        served.setSoTimeout(0);
        assertThat(served.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aCutBreaksWhatIsOpenAndRefusesWhatIsNew() throws IOException {
        link.set(Weather.CUT);

        assertThatThrownBy(() -> heard(client, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> heard(served, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> {
                    try (Socket late = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
                        heard(late, 1);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void afterACutConnectionsAreMadeAgain() throws IOException {
        link.set(Weather.CUT);
        link.set(Weather.CLEAR);

        try (Socket again = new Socket(InetAddress.getLoopbackAddress(), link.port());
                Socket servedAgain = server.accept()) {
            say(again, "back");
            assertThat(heard(servedAgain, 4)).isEqualTo("back");
        }
    }

    @Test
    void slowIsWholeAndInOrder() throws IOException {
        link.set(Weather.SLOW);

        say(client, "one");
        say(client, "two");

        assertThat(heard(served, 6)).isEqualTo("onetwo");
    }

    private static void say(Socket from, String text) throws IOException {
        from.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String heard(Socket at, int length) throws IOException {
        InputStream in = at.getInputStream();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("it ended after " + bytes.length);
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static void assertSilent(Socket at) throws IOException {
        at.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> at.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        at.setSoTimeout(0);
    }
}
