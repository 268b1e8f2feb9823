package io.sluice.e2e;

import io.sluice.cli.SluiceCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code sluice} as a process of its own, which finds the suite by its data folder. */
final class CommandLineProcess {
    private final Path data;
    private final Path output;

    /**
     * @param data the suite's data folder
     * @param output a folder for what it prints
     */
    CommandLineProcess(Path data, Path output) {
        this.data = data;
        this.output = output;
    }

    /** What came of a call. */
    record Result(int exitCode, String out, String err) {}

    /** Calls it and waits for its end. */
    Result call(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SluiceCommand.class.getName()));
        command.addAll(List.of(args));
        try {
            Path out = Files.createTempFile(output, "out", "");
            Path err = Files.createTempFile(output, "err", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
            builder.environment().put("SLUICE_DATA", data.toString());
            Process process = builder.start();
            if (!process.waitFor(Api.TIMEOUT.toSeconds() * 2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: sluice " + List.of(args));
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
