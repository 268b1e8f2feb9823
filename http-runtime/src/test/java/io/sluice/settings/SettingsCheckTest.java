package io.sluice.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {
    @Test
    void allThatIsWrongIsToldAtOnceWhateverFeatureItBelongsTo() {
        SettingsCheck check =
                check(List.of("sluice.b is 0 and must be 1"), List.of(), List.of("sluice.a is 3 and must be 1 or 2"));

        assertThatThrownBy(() -> check.check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("unsafe settings: sluice.a is 3 and must be 1 or 2; sluice.b is 0 and must be 1");
    }

    @Test
    void aSafeSetStarts() {
        assertThatCode(() -> check(List.of(), List.of()).check(new StartupEvent()))
                .doesNotThrowAnyException();
    }

    @SafeVarargs
    private static SettingsCheck check(List<String>... violations) {
        return new SettingsCheck(List.of(violations).stream()
                .<SettingsRules>map(found -> () -> found)
                .toList());
    }
}
