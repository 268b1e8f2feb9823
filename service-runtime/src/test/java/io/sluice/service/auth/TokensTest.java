package io.sluice.service.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.test.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String JOIN = "a-join-token-of-tests";
    private static final String SERVICE = "a-service-token-of-tests";

    @TempDir
    Path folder;

    @Test
    void aTokenIsOfItsRoleAlone() {
        Tokens tokens = new Tokens(settings(Optional.of(JOIN), Optional.empty(), Optional.of(SERVICE)));

        assertThat(tokens.isOf(Role.NODE, JOIN)).isTrue();
        assertThat(tokens.isOf(Role.SERVICE, SERVICE)).isTrue();
        assertThat(tokens.isOf(Role.SERVICE, JOIN)).isFalse();
        assertThat(tokens.isOf(Role.NODE, JOIN + "x")).isFalse();
        assertThat(tokens.isOf(Role.NODE, "")).isFalse();
    }

    @Test
    void aRoleWithoutATokenHereLetsNobodyIn() {
        Tokens tokens = new Tokens(settings(Optional.of(JOIN), Optional.empty(), Optional.of(SERVICE)));

        assertThat(tokens.isOf(Role.CLIENT, "")).isFalse();
        assertThat(tokens.isOf(Role.CLIENT, JOIN)).isFalse();
    }

    @Test
    void aFilesLastLineBreakIsNoPartOfTheToken() throws IOException {
        Path file = Files.writeString(folder.resolve("join-token"), JOIN + "\n");

        Tokens tokens = new Tokens(settings(Optional.empty(), Optional.of(file), Optional.of(SERVICE)));

        assertThat(tokens.isOf(Role.NODE, JOIN)).isTrue();
    }

    @Test
    void aServiceWithoutItsTokensRefusesToStartAndNamesEach() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Tokens(settings(Optional.empty(), Optional.empty(), Optional.empty())))
                .withMessageContaining("set sluice.auth.join-token or sluice.auth.join-token-file")
                .withMessageContaining("set sluice.auth.service-token or sluice.auth.service-token-file");
    }

    @Test
    void aShortTokenIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Tokens(settings(Optional.of("short"), Optional.empty(), Optional.of(SERVICE))))
                .withMessageContaining("sluice.auth.join-token has fewer than 16 characters")
                .withMessageNotContaining("short\"");
    }

    @Test
    void anEmptyFileIsNoToken() throws IOException {
        Path file = Files.writeString(folder.resolve("join-token"), " \n");

        assertThatIllegalStateException()
                .isThrownBy(() -> new Tokens(settings(Optional.empty(), Optional.of(file), Optional.of(SERVICE))))
                .withMessageContaining("sluice.auth.join-token has fewer than 16 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sixteen and more", "first-line-of-it\nsecond-line", "sechzehn-Zeichen-ü"})
    void aTokenThatNoHeaderCanCarryIsRefused(String token) {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Tokens(settings(Optional.of(token), Optional.empty(), Optional.of(SERVICE))))
                .withMessageContaining("sluice.auth.join-token holds a space")
                .withMessageNotContaining(token);
    }

    @Test
    void oneTokenForTwoRolesIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Tokens(settings(Optional.of(JOIN), Optional.empty(), Optional.of(JOIN))))
                .withMessageContaining("sluice.auth.service-token is the same as sluice.auth.join-token")
                .withMessageNotContaining(JOIN);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = folder.resolve("missing");

        assertThatIllegalStateException()
                .isThrownBy(() -> new Tokens(settings(Optional.empty(), Optional.of(file), Optional.of(SERVICE))))
                .withMessageContaining("sluice.auth.join-token-file can't be read: " + file);
    }

    @Test
    void valueAndFileAtOnceAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("join-token"), JOIN);

        assertThatIllegalStateException()
                .isThrownBy(() -> new Tokens(settings(Optional.of(JOIN), Optional.of(file), Optional.of(SERVICE))))
                .withMessageContaining("are both set");
    }

    private static AuthConfig settings(Optional<String> join, Optional<Path> joinFile, Optional<String> service) {
        return Settings.of(
                AuthConfig.class,
                "sluice.auth.requires",
                "join,service",
                "sluice.auth.join-token",
                join.orElse(""),
                "sluice.auth.join-token-file",
                joinFile.map(Path::toString).orElse(""),
                "sluice.auth.service-token",
                service.orElse(""));
    }
}
