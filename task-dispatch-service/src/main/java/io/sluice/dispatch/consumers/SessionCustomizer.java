package io.sluice.dispatch.consumers;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives each consumer the shortest session that the brokers permit and that is safe, unless the channel has one of its own.
 * The brokers are asked once, before the first consumer starts; while they are away that delays the start by up to 10 s.
 */
@Singleton
final class SessionCustomizer implements ClientCustomizer<Map<String, Object>> {
    private static final String MIN_SESSION_TIMEOUT = "group.min.session.timeout.ms";
    /** A broker on a busy machine, asked by a process that only starts, was seen to need more than 3 s. */
    private static final int ANSWER_MILLIS = 10_000;

    private static final Logger LOG = Logger.getLogger(SessionCustomizer.class);

    private @Nullable Duration session;

    @Override
    public Map<String, Object> customize(String channel, Config config, Map<String, Object> client) {
        if (client.containsKey(ConsumerConfig.GROUP_ID_CONFIG)
                && !client.containsKey(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG)) {
            Duration lasts = session(client);
            client.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, String.valueOf(lasts.toMillis()));
            client.putIfAbsent(
                    ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                    String.valueOf(SessionPolicy.heartbeat(lasts).toMillis()));
        }
        return client;
    }

    private synchronized Duration session(Map<String, Object> client) {
        if (session == null) {
            Optional<Duration> permitted = shortestPermitted(client);
            SessionPolicy.warning(permitted).ifPresent(LOG::warn);
            session = SessionPolicy.session(permitted);
        }
        return session;
    }

    /** The strictest broker's, since any of them may come to coordinate the group. */
    private static Optional<Duration> shortestPermitted(Map<String, Object> client) {
        try (Admin admin = Admin.create(asAdmin(client))) {
            List<ConfigResource> brokers = admin.describeCluster().nodes().get().stream()
                    .map(Node::idString)
                    .map(id -> new ConfigResource(ConfigResource.Type.BROKER, id))
                    .toList();
            return admin.describeConfigs(brokers).all().get().values().stream()
                    .map(broker -> broker.get(MIN_SESSION_TIMEOUT))
                    .map(entry -> Duration.ofMillis(Long.parseLong(entry.value())))
                    .max(Duration::compareTo);
        } catch (ExecutionException | KafkaException | NumberFormatException e) {
            LOG.debugf(e, "%s is not known", MIN_SESSION_TIMEOUT);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The way to the brokers, and the credentials, are those of the consumer. */
    private static Map<String, Object> asAdmin(Map<String, Object> client) {
        Map<String, Object> admin = new HashMap<>(client);
        Collection<String> known = AdminClientConfig.configNames();
        admin.keySet().removeIf(name -> !known.contains(name) || name.equals(AdminClientConfig.CLIENT_ID_CONFIG));
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        return admin;
    }
}
