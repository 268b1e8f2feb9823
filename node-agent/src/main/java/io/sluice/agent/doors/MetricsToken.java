package io.sluice.agent.doors;

import io.quarkus.runtime.Startup;
import io.sluice.http.BearerToken;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The token that opens the agent's metrics, read once at start. An agent with a wrong one does not start. */
@Singleton
@Startup
final class MetricsToken {
    private static final String OWN = "sluice.agent.metrics.token";
    private static final int MIN_CHARS = 16;

    private final Optional<String> token;

    /**
     * @throws IllegalStateException naming the setting that is wrong
     */
    MetricsToken(
            MetricsConfig config,
            @ConfigProperty(name = "sluice.auth.service-token") Optional<String> serviceToken,
            @ConfigProperty(name = "sluice.auth.service-token-file") Optional<Path> serviceTokenFile) {
        Optional<String> own = read(OWN, config.token(), config.tokenFile());
        this.token = own.isPresent() ? own : read("sluice.auth.service-token", serviceToken, serviceTokenFile);
    }

    /** Whether there is one at all. */
    boolean isSet() {
        return token.isPresent();
    }

    /** Whether this is it. Takes the same time for any wrong one. */
    boolean is(String sent) {
        return token.isPresent() && BearerToken.isSame(token.get(), sent);
    }

    private static Optional<String> read(String setting, Optional<String> value, Optional<Path> file) {
        if (value.isPresent() && file.isPresent()) {
            throw new IllegalStateException(setting + " and " + setting + "-file are both set");
        }
        Optional<String> read =
                file.map(path -> read(setting, path)).or(() -> value).map(String::strip);
        if (read.isPresent() && read.get().length() < MIN_CHARS) {
            throw new IllegalStateException(setting + " has fewer than " + MIN_CHARS + " characters");
        }
        return read;
    }

    private static String read(String setting, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(setting + "-file can't be read: " + file, e);
        }
    }
}
