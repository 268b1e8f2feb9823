package io.sluice.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client that uses one connection for request after request and tries nothing twice. It opens another only after it was
 * told by {@code Connection: close}, or after a failure. For one thread.
 */
final class KeptConnection implements Client {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    private final URI server;
    private final String token;
    private @Nullable Socket socket;
    private @Nullable InputStream in;
    private int answered;

    KeptConnection(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    @Override
    public Answer send(String method, String path, String body, Map<String, String> headers) {
        try {
            Answer answer = exchange(method, path, body, headers);
            answered++;
            if (answer.header("Connection").equalsIgnoreCase("close")) {
                close();
            }
            return answer;
        } catch (IOException e) {
            int before = answered;
            close();
            throw new UncheckedIOException(
                    method + " " + path + " as request " + (before + 1) + " of its connection: " + e, e);
        }
    }

    @Override
    public void close() {
        try (Socket closed = socket) {
            socket = null;
            in = null;
            answered = 0;
        } catch (IOException e) {
            // Over either way.
        }
    }

    private Answer exchange(String method, String path, String body, Map<String, String> headers) throws IOException {
        if (socket == null) {
            Socket opened = new Socket();
            opened.setTcpNoDelay(true);
            opened.setSoTimeout((int) ANSWERED_WITHIN.toMillis());
            opened.connect(new InetSocketAddress(server.getHost(), server.getPort()), (int) ANSWERED_WITHIN.toMillis());
            socket = opened;
            in = new BufferedInputStream(opened.getInputStream());
        }
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nAuthorization: Bearer " + token + "\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            request.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        request.append("\r\n").append(body);
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
        return answer(in);
    }

    private static Answer answer(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        Map<String, List<String>> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        HttpHeaders read = HttpHeaders.of(headers, (name, value) -> true);
        return new Answer(status, read, new String(body(in, read), StandardCharsets.UTF_8));
    }

    private static byte[] body(InputStream in, HttpHeaders headers) throws IOException {
        if (!headers.firstValue("transfer-encoding").orElse("").equalsIgnoreCase("chunked")) {
            return exactly(in, (int) headers.firstValueAsLong("content-length")
                    .orElseThrow(() -> new IOException("an answer of unknown length")));
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            whole.write(exactly(in, size));
            line(in);
        }
        line(in);
        return whole.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).strip(), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] read = in.readNBytes(length);
        if (read.length < length) {
            throw new EOFException("closed after " + read.length + " of " + length + " bytes");
        }
        return read;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed within an answer, or before it");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
