package io.sluice.service.auth;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of people who signed in with the client token in a browser. Nothing is stored: a session is a name and a time,
 * signed (HMAC-SHA256, RFC 2104) with a key made from the token, so that every replica knows it, and a new token ends all of
 * them. One session alone can't be ended before its time other than by its browser, which forgets it.
 */
@Singleton
public final class Sessions {
    /** The cookie that carries a session. */
    public static final String COOKIE = "sluice_session";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})\\.([A-Za-z0-9_-]{1,300})\\.([A-Za-z0-9_-]{43})");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String ALGORITHM = "HmacSHA256";

    private final Tokens tokens;
    private final Duration length;
    private final Clock clock;

    Sessions(Tokens tokens, AuthConfig config, Clock clock) {
        this.tokens = tokens;
        this.length = config.sessionLength();
        this.clock = clock;
    }

    /**
     * Begins a session for whoever shows the client token; empty when the token is another one.
     *
     * @param name who it is, for the audit; what is no name of 1 to 200 printable ASCII characters is {@code client}
     */
    public Optional<String> begin(String token, @Nullable String name) {
        if (!tokens.isOf(Role.CLIENT, token)) {
            return Optional.empty();
        }
        long ends = clock.instant().plus(length).getEpochSecond();
        String actor = Identities.actor(Role.CLIENT, name == null ? null : name.strip());
        String content = ends + "." + ENCODER.encodeToString(actor.getBytes(StandardCharsets.UTF_8));
        return Optional.of(content + "." + ENCODER.encodeToString(signature(content)));
    }

    /** How long a session lasts. */
    public Duration length() {
        return length;
    }

    /** Whose session it is; empty when it is none of ours, or over. */
    Optional<String> actorOf(@Nullable String session) {
        Matcher parts = session == null ? null : FORM.matcher(session);
        if (parts == null || !parts.matches() || !tokens.has(Role.CLIENT)) {
            return Optional.empty();
        }
        String content = parts.group(1) + "." + parts.group(2);
        try {
            byte[] signature = Base64.getUrlDecoder().decode(parts.group(3));
            if (!MessageDigest.isEqual(signature, signature(content)) || isOver(parts.group(1))) {
                return Optional.empty();
            }
            byte[] name = Base64.getUrlDecoder().decode(parts.group(2));
            return Optional.of(new String(name, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The end itself is over. */
    private boolean isOver(String ends) {
        return !clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(ends)));
    }

    private byte[] signature(String content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            // The token itself signs nothing else; the text before the content keeps it so.
            mac.init(new SecretKeySpec(tokens.of(Role.CLIENT).getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(("console session\n" + content).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
