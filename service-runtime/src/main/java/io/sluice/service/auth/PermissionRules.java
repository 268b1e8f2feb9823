package io.sluice.service.auth;

import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** An address that no permission names would be open to everybody: so one permission has to name all. */
@Singleton
final class PermissionRules implements SettingsRules {
    private static final String PERMISSION = "quarkus.http.auth.permission.";
    private static final String PATHS = ".paths";
    private static final String EVERYTHING = "/*";

    private final Config config;

    PermissionRules(Config config) {
        this.config = config;
    }

    @Override
    public List<String> violations() {
        boolean closed = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PERMISSION) && name.endsWith(PATHS))
                .map(name -> name.substring(0, name.length() - PATHS.length()))
                .anyMatch(this::closesEverything);
        return closed
                ? List.of()
                : List.of("none of " + PERMISSION + "*" + PATHS + " has " + EVERYTHING
                        + " with a policy other than permit, for all methods, so that a new address would be open to"
                        + " everybody");
    }

    private boolean closesEverything(String permission) {
        boolean all = config.getOptionalValue(permission + PATHS, String.class).stream()
                .flatMap(paths -> Arrays.stream(paths.split(",")))
                .anyMatch(path -> path.strip().equals(EVERYTHING));
        return all
                && config.getOptionalValue(permission + ".enabled", Boolean.class)
                        .orElse(true)
                && config.getOptionalValue(permission + ".methods", String.class)
                        .isEmpty()
                && config.getOptionalValue(permission + ".policy", String.class)
                        .filter(policy -> !policy.equals("permit"))
                        .isPresent();
    }
}
