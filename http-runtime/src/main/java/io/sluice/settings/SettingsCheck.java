package io.sluice.settings;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Refuses to start with an unsafe set of settings, before anything else starts, and names all that is wrong at once. */
@Singleton
final class SettingsCheck {
    /** Of the observers of the start. */
    private static final int FIRST = 1;

    private final List<SettingsRules> rules;

    SettingsCheck(@All List<SettingsRules> rules) {
        this.rules = rules;
    }

    /** Quarkus prints the message of such an exception as one line, without a trace, and ends the process with 1. */
    void check(@Observes @Priority(FIRST) StartupEvent start) {
        List<String> violations = rules.stream()
                .flatMap(rule -> rule.violations().stream())
                .sorted()
                .toList();
        if (!violations.isEmpty()) {
            throw new ConfigurationException(
                    "This process does not start with unsafe settings: " + String.join("; ", violations));
        }
    }
}
