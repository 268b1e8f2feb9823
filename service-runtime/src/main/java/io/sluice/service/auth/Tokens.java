package io.sluice.service.auth;

import io.quarkus.runtime.Startup;
import io.sluice.http.BearerToken;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tokens of this service, read once at start. A service without one that it requires does not start. */
@Singleton
@Startup
final class Tokens {
    private static final int MIN_LENGTH = 16;
    /** What a header can carry. */
    private static final Pattern SENDABLE = Pattern.compile("[!-~]+");

    private final Map<Role, String> tokens = new EnumMap<>(Role.class);

    /**
     * @throws IllegalStateException naming each setting that is missing or wrong
     */
    Tokens(AuthConfig config) {
        List<String> faults = new ArrayList<>();
        read(Role.CLIENT, config.token(), config.tokenFile(), faults);
        read(Role.NODE, config.joinToken(), config.joinTokenFile(), faults);
        read(Role.SERVICE, config.serviceToken(), config.serviceTokenFile(), faults);
        require(config, "client", Role.CLIENT, faults);
        require(config, "join", Role.NODE, faults);
        require(config, "service", Role.SERVICE, faults);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "This service does not start without its tokens: " + String.join("; ", faults));
        }
    }

    /** Whether this is the token of the role; false when the role has none here. Takes the same time for any wrong one. */
    boolean isOf(Role role, String token) {
        String expected = tokens.get(role);
        return expected != null && BearerToken.isSame(expected, token);
    }

    /** Whether the role has a token here. */
    boolean has(Role role) {
        return tokens.containsKey(role);
    }

    /** The token of a role that this service requires. */
    String of(Role role) {
        String token = tokens.get(role);
        if (token == null) {
            throw new IllegalStateException(role.setting() + " is not set");
        }
        return token;
    }

    private void read(Role role, Optional<String> value, Optional<Path> file, List<String> faults) {
        if (value.isPresent() && file.isPresent()) {
            faults.add(role.setting() + " and " + role.setting() + "-file are both set");
            return;
        }
        try {
            Optional<String> token = file.isPresent() ? Optional.of(Files.readString(file.get())) : value;
            token.map(String::strip).ifPresent(text -> accept(role, text, faults));
        } catch (IOException e) {
            faults.add(role.setting() + "-file can't be read: " + file.get());
        }
    }

    private void accept(Role role, String token, List<String> faults) {
        if (token.length() < MIN_LENGTH) {
            faults.add(role.setting() + " has fewer than " + MIN_LENGTH + " characters");
        } else if (!SENDABLE.matcher(token).matches()) {
            faults.add(role.setting() + " holds a space, a line break or a character that is not ASCII");
        } else {
            tokens.forEach((other, taken) -> {
                if (taken.equals(token)) {
                    faults.add(role.setting() + " is the same as " + other.setting()
                            + ", so that who has one could act as the other");
                }
            });
            tokens.put(role, token);
        }
    }

    private void require(AuthConfig config, String word, Role role, List<String> faults) {
        boolean told = faults.stream().anyMatch(fault -> fault.startsWith(role.setting()));
        if (config.requires().contains(word) && !tokens.containsKey(role) && !told) {
            faults.add("set " + role.setting() + " or " + role.setting() + "-file");
        }
    }
}
