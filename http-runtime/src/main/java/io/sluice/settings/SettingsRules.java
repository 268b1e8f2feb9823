package io.sluice.settings;

import java.util.List;

/** What one feature demands of its settings. Each is a bean beside its feature; {@link SettingsCheck} asks all of them. */
public interface SettingsRules {
    /** Every violation in a clause that names its property, such as {@code sluice.x is 3 and must be 1 or 2}; empty when safe. */
    List<String> violations();
}
