package io.sluice.e2e;

import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A proxy that ends TLS, with a certificate that nobody signed, and may serve a gateway under a path, which it takes away.
 * One request a connection.
 */
final class TlsProxy implements AutoCloseable {
    /** What it does to the Host header. */
    enum Host {
        /** The gateway sees what the browser sent. */
        KEPT,
        /** The gateway sees its own address. */
        REWRITTEN
    }

    private static final String PASSWORD = "password";

    private final URI gateway;
    private final Host host;
    private final String prefix;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * @param folder for its certificate
     * @param prefix the path under which it serves the gateway; empty for none
     */
    TlsProxy(URI gateway, Host host, String prefix, Path folder) throws Exception {
        this.gateway = gateway;
        this.host = host;
        this.prefix = prefix;
        this.door = tls(folder).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground(this::welcome);
    }

    /** The gateway's address for browsers, without a last slash. */
    URI site() {
        return URI.create("https://localhost:" + door.getLocalPort() + prefix);
    }

    private static SSLContext tls(Path folder) throws Exception {
        new CertificateGenerator(folder, true)
                .generate(new CertificateRequest()
                        .withName("proxy")
                        .withPassword(PASSWORD)
                        .withFormat(Format.PKCS12)
                        .withCN("localhost"));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(folder.resolve("proxy-keystore.p12"))) {
            keys.load(file, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void welcome() throws IOException {
        while (true) {
            Socket browser = door.accept();
            open.add(browser);
            inBackground(() -> pass(browser));
        }
    }

    private void pass(Socket browser) throws IOException {
        try (browser;
                Socket upstream = new Socket(gateway.getHost(), gateway.getPort())) {
            open.add(upstream);
            OutputStream up = upstream.getOutputStream();
            up.write(rewritten(head(browser.getInputStream())).getBytes(StandardCharsets.ISO_8859_1));
            inBackground(() -> browser.getInputStream().transferTo(up));
            InputStream down = upstream.getInputStream();
            byte[] piece = new byte[8192];
            for (int read = down.read(piece); read >= 0; read = down.read(piece)) {
                browser.getOutputStream().write(piece, 0, read);
            }
        } finally {
            open.remove(browser);
        }
    }

    private String rewritten(String head) {
        String[] lines = head.split("\r\n");
        String[] request = lines[0].split(" ");
        if (!request[1].startsWith(prefix + "/") && !request[1].equals(prefix)) {
            // As behind a proxy that serves something else there.
            request[1] = "/not-of-this-gateway" + request[1];
        } else {
            request[1] = request[1].substring(prefix.length());
        }
        StringBuilder changed = new StringBuilder(String.join(" ", request)).append("\r\n");
        for (int i = 1; i < lines.length; i++) {
            String name = lines[i].substring(0, lines[i].indexOf(':')).toLowerCase(Locale.ROOT);
            boolean isOurs = name.equals("connection") || (name.equals("host") && host == Host.REWRITTEN);
            changed.append(isOurs ? "" : lines[i] + "\r\n");
        }
        if (host == Host.REWRITTEN) {
            changed.append("Host: ").append(gateway.getAuthority()).append("\r\n");
        }
        if (!prefix.isEmpty()) {
            changed.append("X-Forwarded-Prefix: ").append(prefix).append("\r\n");
        }
        return changed.append("X-Forwarded-Proto: https\r\nX-Forwarded-Host: localhost\r\nConnection: close\r\n\r\n")
                .toString();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the browser opened a connection that it did not need");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side has gone: so does the connection.
                    }
                },
                "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }
}
