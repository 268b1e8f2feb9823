package io.sluice.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.sluice.gateway.FakeServices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of the event stream, which reads on a thread of its own. */
final class EventReader implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Frame END = new Frame("", "end", "");

    private final InputStream body;
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> comments = new LinkedBlockingQueue<>();

    /** An event; what it does not have is empty. An id alone is a frame without a name. */
    record Frame(String id, String name, String data) {}

    private EventReader(InputStream body) {
        this.body = body;
        Thread reader = new Thread(this::read, "event-reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Opens the stream, and waits until it says from where on it tells. */
    static EventReader open() throws IOException, InterruptedException {
        EventReader reader = new EventReader(request(null).body());
        assertThat(reader.next().name()).isEmpty();
        return reader;
    }

    /** Opens it again, after this id. */
    static EventReader openAfter(String lastEventId) throws IOException, InterruptedException {
        return new EventReader(request(lastEventId).body());
    }

    static HttpResponse<InputStream> request(String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/api/v1/events"))
                .header("Authorization", "Bearer " + FakeServices.CLIENT_TOKEN);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** A client that asks for the stream and leaves what comes in the smallest of buffers. */
    static Socket openAndReadNothing() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
        String head = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + FakeServices.CLIENT_TOKEN + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    /** Whether the other side has closed the connection, once what had come before is read. */
    static boolean isAtEnd(Socket socket) throws IOException {
        socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** The next event, or the id alone. */
    Frame next() throws InterruptedException {
        Frame frame = frames.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(frame).as("an event within %s", TIMEOUT).isNotNull();
        return frame;
    }

    /** Waits for a comment. */
    void heartbeat() throws InterruptedException {
        assertThat(comments.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
                .as("a heartbeat within %s", TIMEOUT)
                .isNotNull();
    }

    /** Whether nothing more comes. */
    boolean isAtEnd() throws InterruptedException {
        return next() == END;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String name = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!id.isEmpty() || !data.isEmpty()) {
                        frames.add(new Frame(id, name, data));
                    }
                    id = "";
                    name = "";
                    data = "";
                } else if (line.startsWith(":")) {
                    comments.add(line);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
        } catch (IOException e) {
            // The stream was closed, by either side: its end.
        }
        frames.add(END);
    }
}
