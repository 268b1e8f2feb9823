package io.sluice.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * A TCP connection's way from one process to another, which can be cut, held up or slowed down in each direction. What is
 * held arrives late, all of it and in order, ends of streams included: as from a peer that everybody had given up.
 */
final class Link implements AutoCloseable {
    /** What a direction does to what is sent in it. */
    enum Weather {
        /** Passes at once. */
        CLEAR,
        /** Nothing arrives until the weather changes; neither side hears that the other has closed. */
        HELD,
        /** Each piece takes a moment longer, up to {@value #SLOWEST_MILLIS} ms. */
        SLOW,
        /** Connections break, and new ones are refused. In one direction it is so for both. */
        CUT
    }

    /** Seen from who opened the connection. */
    enum Direction {
        REQUESTS,
        REPLIES
    }

    private static final int SLOWEST_MILLIS = 400;
    private static final int CONNECT_MILLIS = 2_000;
    private static final int PIECE = 16 << 10;

    private final String name;
    private final IntSupplier target;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private final Map<Direction, Weather> weather = new EnumMap<>(Direction.class);

    /**
     * Opens a port of the system's choice on 127.0.0.1.
     *
     * @param name for threads
     * @param target the port on 127.0.0.1 to connect to; asked for each connection
     */
    Link(String name, IntSupplier target) {
        this.name = name;
        this.target = target;
        for (Direction direction : Direction.values()) {
            weather.put(direction, Weather.CLEAR);
        }
        try {
            this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground("door", this::welcome);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Changes the weather in one direction. */
    void set(Direction direction, Weather next) {
        synchronized (this) {
            weather.put(direction, next);
            notifyAll();
        }
        if (next == Weather.CUT) {
            open.forEach(Link::reset);
        }
    }

    /** Changes the weather in both directions. */
    void set(Weather next) {
        for (Direction direction : Direction.values()) {
            set(direction, next);
        }
    }

    @Override
    public void close() {
        set(Weather.CUT);
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (isCut()) {
                    reset(client);
                } else {
                    inBackground("connect", () -> join(client));
                }
            } catch (IOException closed) {
                // The door is closed: the loop ends.
            }
        }
    }

    private void join(Socket client) {
        Socket server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            open.removeIf(Socket::isClosed);
            open.add(client);
            open.add(server);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()), CONNECT_MILLIS);
        } catch (IOException | RuntimeException notThere) {
            reset(client);
            reset(server);
            return;
        }
        if (isCut()) {
            reset(client);
            reset(server);
            return;
        }
        inBackground("replies", () -> pump(server, client, Direction.REPLIES));
        pump(client, server, Direction.REQUESTS);
    }

    /** Carries what one side sends to the other until it sends no more, or until one of them breaks. */
    private void pump(Socket from, Socket to, Direction direction) {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                pass(direction);
                out.write(piece, 0, length);
            }
            pass(direction);
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                forget(from);
                forget(to);
            }
        } catch (IOException broken) {
            try {
                pass(direction);
            } catch (IOException cut) {
                // It breaks all the same.
            }
            reset(from);
            reset(to);
        }
    }

    /** Returns when the weather lets something through. */
    private void pass(Direction direction) throws IOException {
        Weather now;
        try {
            synchronized (this) {
                while (weather.get(direction) == Weather.HELD) {
                    wait();
                }
                now = weather.getOrDefault(direction, Weather.CLEAR);
            }
            if (now == Weather.SLOW) {
                TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(SLOWEST_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        if (now == Weather.CUT) {
            throw new IOException("cut");
        }
    }

    private synchronized boolean isCut() {
        return weather.containsValue(Weather.CUT);
    }

    private void forget(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
        }
    }

    /** Ends it with a reset rather than in order. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
        }
    }

    private void inBackground(String what, Runnable work) {
        Thread thread = new Thread(null, work, "link " + name + ' ' + what, 128 << 10);
        thread.setDaemon(true);
        thread.start();
    }
}
