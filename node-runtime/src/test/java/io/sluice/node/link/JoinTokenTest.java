package io.sluice.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTokenTest {
    @TempDir
    private Path directory;

    @Test
    void aForgottenTokenIsReadAgainWhenAServiceWantsIt() throws IOException {
        JoinToken token = JoinToken.in(file("join-me\n"));

        token.forget();

        assertThat(token.value()).isEmpty();
        assertThat(token.refresh(Optional.empty())).isTrue();
        assertThat(token.value()).contains("join-me");
    }

    @Test
    void theTokenThatWasSentIsNoNewOne() throws IOException {
        JoinToken token = JoinToken.in(file("join-me\n"));

        assertThat(token.refresh(token.value())).isFalse();
    }

    @Test
    void standardInputIsReadToItsEndAndOnce() throws IOException {
        JoinToken token = JoinToken.from(new ByteArrayInputStream(" join-me\n".getBytes(StandardCharsets.US_ASCII)));

        assertThat(token.value()).contains("join-me");
        token.forget();
        assertThat(token.refresh(Optional.empty())).isFalse();
        assertThat(token.value()).isEmpty();
    }

    @Test
    void nothingIsNoToken() throws IOException {
        Path file = file(" \n");

        assertThatThrownBy(() -> JoinToken.in(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void aFileThatIsSomethingElseIsNoToken() throws IOException {
        Path file = file("x".repeat(5_000));

        assertThatThrownBy(() -> JoinToken.in(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4096");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("token"), content);
    }
}
