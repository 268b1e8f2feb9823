package io.sluice.service.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The tokens of this service. Each is given as a value or as a file that holds it; a file is read once, at start. */
@ConfigMapping(prefix = "sluice.auth")
public interface AuthConfig {
    /** The tokens without which this service does not start: of {@code client}, {@code join}, {@code service}. */
    Set<String> requires();

    /** Where a browser is sent that asks for a page without a session; without it nobody is sent anywhere. */
    Optional<String> signInPage();

    /** How long a person stays signed in. Default 12 h. */
    @WithDefault("12h")
    Duration sessionLength();

    /** What clients of the public API send. At least 16 characters. */
    Optional<String> token();

    /** The file of {@code sluice.auth.token}. */
    Optional<Path> tokenFile();

    /** What nodes send. At least 16 characters. */
    Optional<String> joinToken();

    /** The file of {@code sluice.auth.join-token}. */
    Optional<Path> joinTokenFile();

    /** What services send to each other. At least 16 characters. */
    Optional<String> serviceToken();

    /** The file of {@code sluice.auth.service-token}. */
    Optional<Path> serviceTokenFile();
}
