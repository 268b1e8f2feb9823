package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The suite that {@code sluice up} runs on this machine, found by its data folder: {@code SLUICE_DATA}, or {@code .sluice}
 * in the working directory or the nearest of its parents.
 *
 * @param folder the data folder
 */
record LocalSuite(Path folder) {
    /** The name of the data folder. */
    static final String FOLDER = ".sluice";

    private static final URI DEFAULT_GATEWAY = URI.create("http://127.0.0.1:8080");

    /** The data folder that belongs to this place, where there is one. */
    static Optional<LocalSuite> find(Environment environment) {
        Optional<Path> named = environment.variable("SLUICE_DATA").map(environment.directory()::resolve);
        return named.or(() -> Stream.iterate(environment.directory(), path -> path != null, Path::getParent)
                        .map(path -> path.resolve(FOLDER))
                        .filter(Files::isDirectory)
                        .findFirst())
                .map(LocalSuite::new);
    }

    /** Its gateways as {@code suite.json} names them in {@code gateways}, or the default address when it says nothing. */
    List<URI> gateways() {
        Path file = folder.resolve("suite.json");
        List<URI> found = new ArrayList<>();
        if (Files.isReadable(file)) {
            try {
                JsonNode suite = Json.mapper().readTree(file.toFile());
                suite.path("gateways").forEach(address -> found.add(URI.create(address.asText())));
            } catch (IOException | IllegalArgumentException e) {
                throw CommandFailure.error(file + " can't be read as the local suite's addresses. Give --server.");
            }
        }
        return found.isEmpty() ? List.of(DEFAULT_GATEWAY) : List.copyOf(found);
    }

    /** The client token that it made, where it has one. */
    Optional<String> token() {
        Path file = folder.resolve("token");
        return Files.exists(file) ? Optional.of(readToken(file)) : Optional.empty();
    }

    /** The one line of a token file; a file without one is a usage error, whoever named it. */
    static String readToken(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw CommandFailure.usage("The token file " + file + " is empty.");
            }
            return token;
        } catch (IOException e) {
            throw CommandFailure.usage("The token file " + file + " can't be read.");
        }
    }
}
