package io.sluice.dispatch.intake;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * How long a killed replica's partitions wait for another one: {@link #WISHED}, or as long as the broker demands. A broker
 * that does not answer when this service starts is taken for one with Kafka's defaults.
 */
@Singleton
final class SessionTimeout implements ClientCustomizer<Map<String, Object>> {
    /** With the rebalance that follows, what was submitted waits no longer than 5 s. */
    static final Duration WISHED = Duration.ofSeconds(4);

    /** Kafka's own default of {@value #LEAST_OF_BROKER}. */
    private static final Duration USUAL_LEAST = Duration.ofSeconds(6);

    private static final String LEAST_OF_BROKER = "group.min.session.timeout.ms";
    private static final Set<String> CHANNELS = Set.of("tasks", "node-events");
    private static final int HEARTBEATS = 5;
    private static final int ANSWER_MILLIS = 3_000;

    private static final Logger LOG = Logger.getLogger(SessionTimeout.class);

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> config) {
        if (!CHANNELS.contains(channel)) {
            return config;
        }
        Duration timeout = allowed(leastOf(String.valueOf(config.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG))));
        if (timeout.compareTo(WISHED) > 0) {
            LOG.warnf(
                    "channel %s: a killed replica's partitions wait for %d s, as the broker's %s demands; set it to %d or less",
                    channel, timeout.toSeconds(), LEAST_OF_BROKER, WISHED.toMillis());
        }
        Map<String, Object> changed = new HashMap<>(config);
        changed.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        changed.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int)
                timeout.dividedBy(HEARTBEATS).toMillis());
        return changed;
    }

    /** The shortest that is neither below what is wished nor below what the broker takes. */
    static Duration allowed(Duration leastOfBroker) {
        return leastOfBroker.compareTo(WISHED) > 0 ? leastOfBroker : WISHED;
    }

    private static Duration leastOf(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS))) {
            String broker =
                    admin.describeCluster().nodes().get().iterator().next().idString();
            ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
            return Duration.ofMillis(Long.parseLong(admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(LEAST_OF_BROKER)
                    .value()));
        } catch (ExecutionException e) {
            LOG.debugf("the broker does not say its %s: %s", LEAST_OF_BROKER, e.getMessage());
            return USUAL_LEAST;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_LEAST;
        }
    }
}
