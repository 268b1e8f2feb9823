package io.sluice.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that keeps its one connection for as long as the other side does not say that it will close it, and that
 * tries nothing again: whatever goes wrong is seen.
 */
final class SteadyClient implements AutoCloseable {
    private static final int LONGEST_MILLIS = 20_000;

    private final int port;
    private final String token;
    private @Nullable Socket socket;

    SteadyClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** A whole answer. */
    record Response(int status, String body) {}

    /** Sends one request on the connection at hand, or on a new one when there is none. */
    Response send(String method, String path, String body) throws IOException {
        Socket connection = socket;
        if (connection == null) {
            connection = new Socket(InetAddress.getLoopbackAddress(), port);
            connection.setSoTimeout(LONGEST_MILLIS);
            connection.setTcpNoDelay(true);
        }
        socket = null;
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: sluice\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + content.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head.getBytes(StandardCharsets.US_ASCII));
        request.write(content);
        connection.getOutputStream().write(request.toByteArray());
        return read(connection);
    }

    @Override
    public void close() {
        Socket connection = socket;
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // Over either way.
            }
        }
    }

    private Response read(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = 0;
        boolean chunked = false;
        boolean closes = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
            closes |= lower.startsWith("connection:") && lower.contains("close");
        }
        String body = chunked ? chunks(in) : bytes(in, length);
        if (closes) {
            connection.close();
        } else {
            socket = connection;
        }
        return new Response(status, body);
    }

    private static String chunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        for (int length = Integer.parseInt(line(in), 16); length > 0; length = Integer.parseInt(line(in), 16)) {
            body.append(bytes(in, length));
            line(in);
        }
        line(in);
        return body.toString();
    }

    private static String bytes(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the answer broke off after " + bytes.length + " of " + length + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed instead of an answer");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
