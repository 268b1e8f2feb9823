package io.sluice.dispatch.calm;

import io.sluice.dispatch.settings.DispatchConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which settings of calm are safe. Pure. */
final class CalmConfigRules {
    private CalmConfigRules() {}

    /** Every violation, each naming its settings; empty when the set is safe. */
    public static List<String> violations(CalmConfig config, DispatchConfig dispatch) {
        List<String> found = new ArrayList<>();
        if (config.share() < 1 || config.share() > 100) {
            found.add("sluice.dispatch.calm.share is " + config.share()
                    + " and must be 1 to 100: what turns calm off is sluice.dispatch.calm.enabled=false");
        }
        if (config.nodes() < 2) {
            found.add("sluice.dispatch.calm.nodes is " + config.nodes()
                    + " and must be at least 2: the loss of one node is an everyday thing");
        }
        if (config.within().isZero() || config.within().isNegative()) {
            found.add("sluice.dispatch.calm.within is " + config.within() + " and must be above zero");
        }
        if (isShorter(config.grace(), dispatch.lease())) {
            found.add("sluice.dispatch.calm.grace is " + config.grace()
                    + " and must be at least sluice.dispatch.lease, which is " + dispatch.lease()
                    + ": every node that lives has to have renewed by then");
        }
        if (isShorter(config.longest(), config.grace())) {
            found.add("sluice.dispatch.calm.longest is " + config.longest()
                    + " and must be at least sluice.dispatch.calm.grace, which is " + config.grace());
        }
        return found;
    }

    private static boolean isShorter(Duration one, Duration other) {
        return one.compareTo(other) < 0;
    }
}
