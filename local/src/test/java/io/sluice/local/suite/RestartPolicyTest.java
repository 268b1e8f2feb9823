package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void theFirstDeathIsFollowedByAStartAtOnce() {
        assertThat(RestartPolicy.afterDeath(SHORT, 0).delay()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void deathsInARowWaitTwiceAsLongEachUpToABound() {
        List<Long> delays = new ArrayList<>();
        int deaths = 0;
        for (int i = 0; i < 9; i++) {
            RestartPolicy.Restart restart = RestartPolicy.afterDeath(SHORT, deaths);
            deaths = restart.deaths();
            delays.add(restart.delay().toMillis());
        }
        assertThat(delays).containsExactly(200L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L);
    }

    @Test
    void aThousandDeathsDoNotOverflow() {
        assertThat(RestartPolicy.afterDeath(SHORT, 1000).delay()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aGoodLifeIsForgivenWhatWasBefore() {
        assertThat(RestartPolicy.afterDeath(LONG, 7)).isEqualTo(RestartPolicy.afterDeath(SHORT, 0));
    }

    @Test
    void aLifeOfExactlyTheBoundWasGood() {
        assertThat(RestartPolicy.afterDeath(RestartPolicy.WELL_AFTER, 7).deaths())
                .isEqualTo(1);
        assertThat(RestartPolicy.afterDeath(RestartPolicy.WELL_AFTER.minusNanos(1), 7)
                        .deaths())
                .isEqualTo(8);
    }
}
