package io.sluice.benchmarks.cost;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one running suite: the launcher, all that it lists in {@code suite.json}, and all that these started.
 *
 * <p>CPU time of a process that has ended counts where its parent was told of the end: that of a PostgreSQL backend to
 * {@link Part#POSTGRES}, that of a task's process to {@link Part#TASKS}. So nothing is missing that came and went between
 * two readings.
 */
public final class SuiteProcesses {
    private final Path data;
    private final long launcher;

    /**
     * @param data the suite's data folder
     * @param launcher the number of {@code ./sluice up}
     */
    public SuiteProcesses(Path data, long launcher) {
        this.data = data;
        this.launcher = launcher;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Suite(List<Entry> processes) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Entry(String name, @Nullable Long pid, int restarts) {}

    /** CPU time until now. Fails when a process died and was started again: then a part of its time is lost. */
    public CpuTimes cpu() throws IOException {
        Map<Part, Double> seconds = new EnumMap<>(Part.class);
        for (Map.Entry<ProcessStat, Part> process : parts().entrySet()) {
            ProcessStat stat = process.getKey();
            Part part = process.getValue();
            seconds.merge(part, stat.ownTicks() / ProcessStat.TICKS_PER_SECOND, Double::sum);
            Part ofChildren = part == Part.AGENT ? Part.TASKS : part;
            seconds.merge(ofChildren, stat.reapedTicks() / ProcessStat.TICKS_PER_SECOND, Double::sum);
        }
        return new CpuTimes(seconds);
    }

    /** Memory by part in MiB: PSS, in which each shared page counts once in all. */
    public Map<Part, Double> memory() throws IOException {
        Map<Part, Double> megabytes = new EnumMap<>(Part.class);
        for (Map.Entry<ProcessStat, Part> process : parts().entrySet()) {
            megabytes.merge(process.getValue(), pss(process.getKey().pid()), Double::sum);
        }
        return megabytes;
    }

    /** How many there are. */
    public int count() throws IOException {
        return parts().size();
    }

    /** The process of a name such as {@code agent-1}, while it runs. */
    public Optional<Long> pid(String name) throws IOException {
        return listed().stream()
                .filter(entry -> entry.name().equals(name))
                .flatMap(entry -> Optional.ofNullable(entry.pid()).stream())
                .findFirst();
    }

    /** When the process was started, as the wall clock says now; exact to 10 ms. */
    public static double startedAt(long pid) throws IOException {
        double uptime =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        long startTick = ProcessStat.read(pid)
                .orElseThrow(() -> new IOException("process " + pid + " is gone"))
                .startTick();
        return System.currentTimeMillis() / 1e3 - (uptime - startTick / ProcessStat.TICKS_PER_SECOND);
    }

    /** PSS of one process in MiB; 0 when it is gone. */
    public static double pss(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[1]) / 1024)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private Map<ProcessStat, Part> parts() throws IOException {
        Map<Long, Part> named = new HashMap<>();
        named.put(launcher, Part.LAUNCHER);
        for (Entry entry : listed()) {
            if (entry.restarts() > 0) {
                throw new IOException(entry.name() + " died while it was measured; see its log in " + data);
            }
            if (entry.pid() != null) {
                named.put(entry.pid(), Part.ofProcess(entry.name()));
            }
        }
        Map<Long, ProcessStat> all = ProcessStat.all();
        Map<ProcessStat, Part> parts = new HashMap<>();
        all.values().forEach(stat -> partOf(stat, named, all).ifPresent(part -> parts.put(stat, part)));
        return parts;
    }

    /** That of the nearest one above it that has a name; below an agent there are tasks. */
    private static Optional<Part> partOf(ProcessStat stat, Map<Long, Part> named, Map<Long, ProcessStat> all) {
        for (ProcessStat at = stat; at != null; at = all.get(at.parent())) {
            Part part = named.get(at.pid());
            if (part != null) {
                return Optional.of(part == Part.AGENT && at.pid() != stat.pid() ? Part.TASKS : part);
            }
        }
        return Optional.empty();
    }

    private List<Entry> listed() throws IOException {
        return Json.mapper()
                .readValue(data.resolve("suite.json").toFile(), Suite.class)
                .processes();
    }
}
