package io.sluice.agent.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTokenTest {
    private static final String TOKEN = "a-token-of-enough-characters";

    @TempDir
    Path directory;

    private record Given(Optional<String> token, Optional<Path> tokenFile) implements MetricsConfig {}

    @Test
    void theTokenAndNothingElseOpens() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");

        assertThat(token(value(TOKEN)).is(TOKEN)).isTrue();
        assertThat(token(inFile(file)).is(TOKEN)).isTrue();
        assertThat(token(value(TOKEN)).is(TOKEN + "x")).isFalse();
    }

    @Test
    void withoutOneNothingOpens() {
        MetricsToken none = token(new Given(Optional.empty(), Optional.empty()));

        assertThat(none.isSet()).isFalse();
        assertThat(none.is("")).isFalse();
    }

    @Test
    void aWrongOneIsRefusedAtStart() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));

        assertThatThrownBy(() -> token(value("short"))).hasMessageContaining("16 characters");
        assertThatThrownBy(() -> token(inFile(empty))).hasMessageContaining("16 characters");
        assertThatThrownBy(() -> token(inFile(directory.resolve("nowhere")))).hasMessageContaining("can't be read");
        assertThatThrownBy(() -> token(new Given(Optional.of(TOKEN), Optional.of(empty))))
                .hasMessageContaining("both set");
    }

    @Test
    void theServiceTokenStandsInWhereNoOtherIsGiven() throws IOException {
        Path file = Files.writeString(directory.resolve("service"), "the-token-of-services\n");
        MetricsConfig none = new Given(Optional.empty(), Optional.empty());

        assertThat(new MetricsToken(none, Optional.empty(), Optional.of(file)).is("the-token-of-services"))
                .isTrue();
        assertThat(new MetricsToken(value(TOKEN), Optional.empty(), Optional.of(file)).is("the-token-of-services"))
                .isFalse();
    }

    private static MetricsToken token(MetricsConfig config) {
        return new MetricsToken(config, Optional.empty(), Optional.empty());
    }

    private static MetricsConfig value(String token) {
        return new Given(Optional.of(token), Optional.empty());
    }

    private static MetricsConfig inFile(Path file) {
        return new Given(Optional.empty(), Optional.of(file));
    }
}
