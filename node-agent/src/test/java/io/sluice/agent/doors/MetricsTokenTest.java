package io.sluice.agent.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.test.Settings;
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

    @Test
    void theTokenAndNothingElseOpens() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");

        assertThat(token(value(TOKEN)).is(TOKEN)).isTrue();
        assertThat(token(inFile(file)).is(TOKEN)).isTrue();
        assertThat(token(value(TOKEN)).is(TOKEN + "x")).isFalse();
    }

    @Test
    void withoutOneNothingOpens() {
        MetricsToken none = token(Settings.of(MetricsConfig.class));

        assertThat(none.isSet()).isFalse();
        assertThat(none.is("")).isFalse();
    }

    @Test
    void aWrongOneIsRefusedAtStart() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));

        assertThatThrownBy(() -> token(value("short"))).hasMessageContaining("16 characters");
        assertThatThrownBy(() -> token(inFile(empty))).hasMessageContaining("16 characters");
        assertThatThrownBy(() -> token(inFile(directory.resolve("nowhere")))).hasMessageContaining("can't be read");
        assertThatThrownBy(() -> token(Settings.of(
                        MetricsConfig.class,
                        "sluice.agent.metrics.token",
                        TOKEN,
                        "sluice.agent.metrics.token-file",
                        empty.toString())))
                .hasMessageContaining("both set");
    }

    @Test
    void theServiceTokenStandsInWhereNoOtherIsGiven() throws IOException {
        Path file = Files.writeString(directory.resolve("service"), "the-token-of-services\n");
        MetricsConfig none = Settings.of(MetricsConfig.class);

        assertThat(new MetricsToken(none, Optional.empty(), Optional.of(file)).is("the-token-of-services"))
                .isTrue();
        assertThat(new MetricsToken(value(TOKEN), Optional.empty(), Optional.of(file)).is("the-token-of-services"))
                .isFalse();
    }

    private static MetricsToken token(MetricsConfig config) {
        return new MetricsToken(config, Optional.empty(), Optional.empty());
    }

    private static MetricsConfig value(String token) {
        return Settings.of(MetricsConfig.class, "sluice.agent.metrics.token", token);
    }

    private static MetricsConfig inFile(Path file) {
        return Settings.of(MetricsConfig.class, "sluice.agent.metrics.token-file", file.toString());
    }
}
