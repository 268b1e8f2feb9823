package io.sluice.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster, and who asks. Taken before or after the subcommand; the nearest one counts. */
final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The gateway, or several separated by commas. Else SLUICE_SERVER, else the local suite's.")
    private @Nullable String server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The client token. Else --token-file, SLUICE_TOKEN, SLUICE_TOKEN_FILE or the local suite's.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file that holds the client token.")
    private @Nullable Path tokenFile;

    /** These options, with what they leave open taken from those given further up. */
    ServerOptions over(ServerOptions outer) {
        ServerOptions merged = new ServerOptions();
        merged.server = server != null ? server : outer.server;
        boolean ownToken = token != null || tokenFile != null;
        merged.token = ownToken ? token : outer.token;
        merged.tokenFile = ownToken ? tokenFile : outer.tokenFile;
        return merged;
    }

    /** Where to ask, the first that answers. */
    List<URI> servers(Environment environment) {
        Optional<String> named = Optional.ofNullable(server).or(() -> environment.variable("SLUICE_SERVER"));
        if (named.isPresent()) {
            return Arrays.stream(named.get().split(","))
                    .map(String::strip)
                    .map(ServerOptions::address)
                    .toList();
        }
        return LocalSuite.find(environment)
                .orElseGet(() -> new LocalSuite(environment.directory().resolve(LocalSuite.FOLDER)))
                .gateways();
    }

    /**
     * The credentials. The local suite's token is taken by itself for addresses on this machine alone, so that it never
     * leaves it.
     */
    Optional<String> token(Environment environment) {
        Optional<String> found = findToken(environment);
        if (found.isPresent() && !found.get().matches("[\\x21-\\x7e]+")) {
            throw CommandFailure.usage("The token holds a space or a character that no token has.");
        }
        return found;
    }

    private Optional<String> findToken(Environment environment) {
        if (token != null) {
            return Optional.of(token);
        }
        if (tokenFile != null) {
            return Optional.of(LocalSuite.readToken(tokenFile));
        }
        Optional<String> fromEnvironment = environment.variable("SLUICE_TOKEN");
        if (fromEnvironment.isPresent()) {
            return fromEnvironment;
        }
        Optional<String> fileFromEnvironment = environment.variable("SLUICE_TOKEN_FILE");
        if (fileFromEnvironment.isPresent()) {
            return Optional.of(LocalSuite.readToken(environment.directory().resolve(fileFromEnvironment.get())));
        }
        boolean here = servers(environment).stream().allMatch(ServerOptions::isThisMachine);
        return here ? LocalSuite.find(environment).flatMap(LocalSuite::token) : Optional.empty();
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below, as for any other text that is no address.
        }
        throw CommandFailure.usage("'" + text + "' is no gateway address; write it as http://host:port");
    }

    private static boolean isThisMachine(URI uri) {
        try {
            return InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
