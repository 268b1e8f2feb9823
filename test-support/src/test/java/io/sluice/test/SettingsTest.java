package io.sluice.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @ConfigMapping(prefix = "kettle")
    interface KettleConfig {
        @WithDefault("20s")
        Duration timeout();

        @WithDefault("tea")
        List<String> cups();

        Optional<String> lid();

        Map<String, String> labels();

        int size();

        Heat heat();

        interface Heat {
            @WithDefault("${kettle.size}")
            int watts();
        }
    }

    @Test
    void whatIsNotNamedIsAsTheProcessHasIt() {
        KettleConfig config = Settings.of(KettleConfig.class);

        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.cups()).containsExactly("tea");
        assertThat(config.lid()).isEmpty();
        assertThat(config.labels()).isEmpty();
        // From application.properties; its lines for the profile of tests change nothing.
        assertThat(config.size()).isEqualTo(7);
        assertThat(config.heat().watts()).isEqualTo(7);
    }

    @Test
    void whatIsNamedGoesOverAll() {
        KettleConfig config = Settings.of(
                KettleConfig.class,
                "kettle.timeout",
                "500ms",
                "kettle.cups",
                "tea,coffee",
                "kettle.labels.zone",
                "a",
                "kettle.size",
                "8",
                "kettle.size",
                "9",
                "kettle.heat.watts",
                "11");

        assertThat(config.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.cups()).containsExactly("tea", "coffee");
        assertThat(config.labels()).containsExactly(Map.entry("zone", "a"));
        assertThat(config.size()).isEqualTo(9);
        assertThat(config.heat().watts()).isEqualTo(11);
    }

    @Test
    void aNameThatTheMappingDoesNotHaveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(KettleConfig.class, "kettle.tiemout", "1s", "kettle.lid", "on"))
                .withMessage("KettleConfig has no setting kettle.tiemout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(KettleConfig.class, "pot.timeout", "1s"))
                .withMessageContaining("pot.timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(KettleConfig.class, "kettle.timeout"))
                .withMessageContaining("no value for kettle.timeout");
    }

    @Test
    void anEmptyValueIsNone() {
        assertThat(Settings.of(KettleConfig.class, "kettle.lid", "").lid()).isEmpty();
        assertThatThrownBy(() -> Settings.of(KettleConfig.class, "kettle.cups", ""))
                .hasMessageContaining("kettle.cups");
    }

    @Test
    void aValueThatIsNoneOfItsKindIsRefused() {
        assertThatThrownBy(() -> Settings.of(KettleConfig.class, "kettle.timeout", "soon"))
                .hasMessageContaining("kettle.timeout");
    }
}
