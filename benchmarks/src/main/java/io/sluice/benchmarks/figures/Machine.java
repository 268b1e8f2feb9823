package io.sluice.benchmarks.figures;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where it was measured.
 *
 * @param memoryMegabytes in MiB
 * @param cpu the model, as the kernel names it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Machine(int cores, long memoryMegabytes, String cpu, String kernel, String jdk) {
    /** This one. */
    public static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(found("/proc/meminfo", "MemTotal", "0 kB").split(" ")[0]) / 1024,
                found("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"));
    }

    private static String found(String file, String name, String otherwise) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
