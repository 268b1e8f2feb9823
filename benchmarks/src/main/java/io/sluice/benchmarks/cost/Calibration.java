package io.sluice.benchmarks.cost;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.benchmarks.figures.Figures;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The machine's own unit: the CPU time that it takes to read 1 KiB of JSON and to make the SHA-256 of 1 KiB. What a task costs
 * in these units can be held against another machine, or against this one on a day on which it is slower.
 *
 * <p>All cores work on it at the same time, as they do under load: two threads that share a core are each slower for it.
 */
public final class Calibration implements AutoCloseable {
    private static final int UNITS_OF_A_READING = 40_000;
    private static final int WARM_UP_READINGS = 3;

    private final int cores = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(cores);
    private final ObjectMapper mapper = Json.mapper();
    private final byte[] buffer = new byte[1024];
    private final byte[] json = json();

    private Calibration() {
        new Random(1).nextBytes(buffer);
    }

    /** Ready to be asked: its code is compiled. */
    public static Calibration warmedUp() throws InterruptedException {
        Calibration calibration = new Calibration();
        for (int i = 0; i < WARM_UP_READINGS; i++) {
            calibration.unitMicros();
        }
        return calibration;
    }

    /** CPU time of one unit now, in microseconds. It takes about half a second. */
    public double unitMicros() throws InterruptedException {
        List<Callable<Long>> work = IntStream.range(0, cores)
                .<Callable<Long>>mapToObj(i -> this::cpuNanos)
                .toList();
        long nanos = 0;
        for (Future<Long> each : threads.invokeAll(work)) {
            try {
                nanos += each.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the calibration loop failed", e);
            }
        }
        return nanos / 1e3 / cores / UNITS_OF_A_READING;
    }

    /** Measures something, and the unit before and after it, since a machine may be slower for a while. */
    public <T> Measured<T> measure(Measurement<T> measurement) throws IOException, InterruptedException {
        double before = unitMicros();
        T result = measurement.run();
        return new Measured<>(result, (before + unitMicros()) / 2);
    }

    /** What is measured. */
    @FunctionalInterface
    public interface Measurement<T> {
        /** Measures it once. */
        T run() throws IOException, InterruptedException;
    }

    /**
     * What was measured.
     *
     * @param unitMicros the unit meanwhile: the mean of before and after, in microseconds
     */
    public record Measured<T>(T result, double unitMicros) {
        /** CPU time of one task, as figures in microseconds and in units. */
        public void addTo(Figures figures, String name, CpuTimes ofTask) {
            ofTask.addMicrosTo(figures, name);
            figures.add(unitsOf(name), "", ofTask.total() * 1e6 / unitMicros);
        }
    }

    /** The name of a figure when it is told in units. */
    public static String unitsOf(String name) {
        return name + " / calibration";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** The CPU time of this thread, so that waiting for a core counts for nothing. */
    private long cpuNanos() throws NoSuchAlgorithmException {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        int seen = 0;
        for (int i = 0; i < UNITS_OF_A_READING; i++) {
            try {
                seen += mapper.readTree(json).size() + digest.digest(buffer)[0];
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        // What nobody looks at might not be computed.
        if (seen == Integer.MIN_VALUE) {
            throw new IllegalStateException("can't be");
        }
        return used;
    }

    private static byte[] json() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; text.length() < 940; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"type\":\"noop\",\"name\":\"task ")
                    .append(i)
                    .append("\",\"priority\":3,\"labels\":{\"zone\":\"north\"}}");
        }
        return text.append("]").toString().getBytes(StandardCharsets.UTF_8);
    }
}
