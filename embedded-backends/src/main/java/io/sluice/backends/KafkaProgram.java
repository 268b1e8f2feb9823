package io.sluice.backends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The broker as a process of its own. It runs until SIGTERM; warnings and errors go to its output. */
public final class KafkaProgram {
    /** Kept here: loggers that nobody holds are forgotten, and their levels with them. */
    private static final Logger ROOT = Logger.getLogger("");

    private KafkaProgram() {}

    /** Its folder, its port, the port that it speaks to itself on, and a file that it makes once it serves. */
    public static void main(String[] args) throws IOException {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format", "%1$tY-%1$tm-%1$td %1$tT,%1$tL %4$s [%3$s] %5$s%6$s%n");
        LogManager.getLogManager().readConfiguration();
        ROOT.setLevel(Level.WARNING);
        KafkaBroker broker = KafkaBroker.start(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        Files.writeString(Path.of(args[3]), broker.bootstrapServers() + "\n");
        broker.awaitShutdown();
    }

    /** Takes away the word of an earlier broker that it serves. */
    public static void forgetReady(Path ready) {
        try {
            Files.deleteIfExists(ready);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
