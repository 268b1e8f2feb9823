package io.sluice.service.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.MutableClock;
import io.sluice.test.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final String TOKEN = "client-token-0123456789";
    private static final Duration LENGTH = Duration.ofHours(12);

    private final MutableClock clock = MutableClock.at(Instant.parse("2026-11-27T10:00:00Z"));
    private final Sessions sessions = sessions(TOKEN);

    @Test
    void whoShowsTheTokenIsKnownByName() {
        String session = sessions.begin(TOKEN, " alice ").orElseThrow();

        assertThat(sessions.actorOf(session)).contains("alice");
    }

    @Test
    void anotherTokenBeginsNothing() {
        assertThat(sessions.begin(TOKEN + "x", "alice")).isEmpty();
    }

    @Test
    void whatIsNoNameIsTheClient() {
        assertThat(sessions.actorOf(sessions.begin(TOKEN, "al\nice").orElseThrow()))
                .contains("client");
        assertThat(sessions.actorOf(sessions.begin(TOKEN, null).orElseThrow())).contains("client");
    }

    @Test
    void everyReplicaWithTheSameTokenKnowsIt() {
        assertThat(sessions(TOKEN).actorOf(sessions.begin(TOKEN, "alice").orElseThrow()))
                .isPresent();
    }

    @Test
    void aNewTokenEndsAllOfThem() {
        assertThat(sessions("client-token-9876543210")
                        .actorOf(sessions.begin(TOKEN, "alice").orElseThrow()))
                .isEmpty();
    }

    @Test
    void aSessionEndsExactlyAtItsLength() {
        String session = sessions.begin(TOKEN, "alice").orElseThrow();
        clock.advance(LENGTH.minusSeconds(1));
        assertThat(sessions.actorOf(session)).isPresent();

        clock.advance(Duration.ofSeconds(1));

        assertThat(sessions.actorOf(session)).isEmpty();
    }

    @Test
    void aChangedSessionIsNone() {
        String session = sessions.begin(TOKEN, "alice").orElseThrow();
        String other = sessions.begin(TOKEN, "mallory").orElseThrow();
        String[] parts = session.split("\\.");
        String[] others = other.split("\\.");

        assertThat(sessions.actorOf(parts[0] + "." + others[1] + "." + parts[2]))
                .isEmpty();
        assertThat(sessions.actorOf("9" + session)).isEmpty();
        assertThat(sessions.actorOf(parts[0] + "." + parts[1])).isEmpty();
        assertThat(sessions.actorOf("")).isEmpty();
        assertThat(sessions.actorOf(null)).isEmpty();
    }

    @Test
    void aServiceWithoutAClientTokenKnowsNoSession() {
        Sessions none = new Sessions(new Tokens(settings(Optional.empty())), settings(Optional.empty()), clock);

        assertThat(none.actorOf(sessions.begin(TOKEN, "alice").orElseThrow())).isEmpty();
    }

    private Sessions sessions(String token) {
        AuthConfig settings = settings(Optional.of(token));
        return new Sessions(new Tokens(settings), settings, clock);
    }

    private static AuthConfig settings(Optional<String> token) {
        return Settings.of(
                AuthConfig.class,
                "sluice.auth.requires",
                "join",
                "sluice.auth.join-token",
                "join-token-of-tests",
                "sluice.auth.token",
                token.orElse(""),
                "sluice.auth.session-length",
                LENGTH.toString());
    }
}
