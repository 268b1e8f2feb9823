package io.sluice.registry.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsPolicyTest {
    private static final Settings DEFAULTS = new Settings(
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            0,
            List.of(URI.create("http://localhost:8082")),
            Duration.ofSeconds(2),
            Optional.empty(),
            new Retention(Duration.ofDays(400)));

    @Test
    void theDefaultsAreSafe() {
        assertThat(SettingsPolicy.violations(DEFAULTS)).isEmpty();
    }

    @Test
    void threeIntervalsMayFillTheGrace() {
        assertThat(SettingsPolicy.violations(DEFAULTS.withTimes(Duration.ofSeconds(15), Duration.ofSeconds(5))))
                .isEmpty();
    }

    @Test
    void anIntervalOfMoreThanAThirdOfTheGraceIsRefusedAndNamesBoth() {
        assertThat(SettingsPolicy.violations(DEFAULTS.withTimes(Duration.ofMillis(14_999), Duration.ofSeconds(5))))
                .singleElement()
                .asString()
                .contains("sluice.registry.heartbeat-interval", "sluice.registry.offline-grace");
    }

    @Test
    void allViolationsAreToldAtOnceEachWithItsProperty() {
        Settings wrong = new Settings(
                Duration.ofSeconds(20),
                Duration.ZERO,
                Duration.ofMillis(201),
                -1,
                List.of(URI.create("localhost:8082")),
                Duration.ofSeconds(31),
                Optional.of(Duration.ofSeconds(59)),
                new Retention(Duration.ofHours(23)));

        assertThat(SettingsPolicy.violations(wrong))
                .hasSize(7)
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text).contains("sluice.registry.heartbeat-interval"),
                        text -> assertThat(text).contains("sluice.registry.heartbeat-flush"),
                        text -> assertThat(text).contains("sluice.registry.capacity-floor"),
                        text -> assertThat(text).contains("sluice.registry.dispatch-urls", "localhost:8082"),
                        text -> assertThat(text).contains("sluice.registry.dispatch-timeout"),
                        text -> assertThat(text).contains("sluice.registry.retire-offline-after"),
                        text -> assertThat(text).contains("sluice.registry.audit.retention"));
    }

    @Test
    void aNodeIsRetiredNoEarlierThanItIsOffline() {
        Settings slow = DEFAULTS.withTimes(Duration.ofMinutes(5), Duration.ofSeconds(5));

        assertThat(SettingsPolicy.violations(slow.retiringAfter(Duration.ofMinutes(5))))
                .singleElement()
                .asString()
                .contains("sluice.registry.retire-offline-after", "sluice.registry.offline-grace");
        assertThat(SettingsPolicy.violations(DEFAULTS.retiringAfter(Duration.ofMinutes(1))))
                .isEmpty();
    }

    @Test
    void withoutDispatchThereIsNoBarrier() {
        Settings none = new Settings(
                DEFAULTS.offlineGrace(),
                DEFAULTS.heartbeatInterval(),
                DEFAULTS.heartbeatFlush(),
                0,
                List.of(),
                DEFAULTS.dispatchTimeout(),
                DEFAULTS.retireOfflineAfter(),
                DEFAULTS.audit());

        assertThat(SettingsPolicy.violations(none)).singleElement().asString().contains("dispatch-urls");
    }

    private record Settings(
            Duration offlineGrace,
            Duration heartbeatInterval,
            Duration heartbeatFlush,
            int capacityFloor,
            List<URI> dispatchUrls,
            Duration dispatchTimeout,
            Optional<Duration> retireOfflineAfter,
            Audit audit)
            implements RegistryConfig {
        Settings withTimes(Duration grace, Duration interval) {
            return new Settings(
                    grace,
                    interval,
                    heartbeatFlush,
                    capacityFloor,
                    dispatchUrls,
                    dispatchTimeout,
                    retireOfflineAfter,
                    audit);
        }

        Settings retiringAfter(Duration length) {
            return new Settings(
                    offlineGrace,
                    heartbeatInterval,
                    heartbeatFlush,
                    capacityFloor,
                    dispatchUrls,
                    dispatchTimeout,
                    Optional.of(length),
                    audit);
        }
    }

    private record Retention(Duration retention) implements RegistryConfig.Audit {}
}
