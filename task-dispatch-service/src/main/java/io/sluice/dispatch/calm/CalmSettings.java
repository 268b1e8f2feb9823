package io.sluice.dispatch.calm;

import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of calm. */
@Singleton
final class CalmSettings implements SettingsRules {
    private final CalmConfig calm;
    private final DispatchConfig dispatch;

    CalmSettings(CalmConfig calm, DispatchConfig dispatch) {
        this.calm = calm;
        this.dispatch = dispatch;
    }

    @Override
    public List<String> violations() {
        return CalmConfigRules.violations(calm, dispatch);
    }
}
