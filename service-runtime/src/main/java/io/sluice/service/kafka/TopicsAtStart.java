package io.sluice.service.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes the topics that this service owns and the broker does not have. A service starts without a broker too. */
@Singleton
final class TopicsAtStart {
    private static final Logger LOG = Logger.getLogger(TopicsAtStart.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);
    private static final int ANSWER_MILLIS = 5_000;
    private static final short BROKERS_DEFAULT = -1;

    private final List<TopicSpec> topics;
    private final TopicConfig config;
    private final Map<String, Object> broker;
    private final AtomicBoolean told = new AtomicBoolean();
    private @Nullable Cancellable work;

    @Inject
    TopicsAtStart(
            @Any Instance<TopicSpec> topics,
            TopicConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> broker) {
        this(topics.stream().toList(), config, broker);
    }

    TopicsAtStart(List<TopicSpec> topics, TopicConfig config, Map<String, Object> broker) {
        this.topics = topics;
        this.config = config;
        this.broker = broker;
    }

    void start(@Observes StartupEvent event) {
        if (topics.isEmpty()) {
            return;
        }
        if (config.replicationFactor() < 1 && config.replicationFactor() != BROKERS_DEFAULT) {
            throw new IllegalStateException("sluice.kafka.replication-factor is " + config.replicationFactor()
                    + " and must be 1 or more, or " + BROKERS_DEFAULT + " for the broker's default");
        }
        work = Uni.createFrom()
                .voidItem()
                .invoke(this::makeMissing)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .invoke(this::tell)
                .onFailure()
                .retry()
                .withBackOff(FIRST_BACKOFF, MAX_BACKOFF)
                .withJitter(0.5)
                .indefinitely()
                .subscribe()
                .with(done -> LOG.debug("the topics are there"));
    }

    void stop(@Observes ShutdownEvent event) {
        if (work != null) {
            work.cancel();
        }
    }

    /** Once at WARN, since it is tried again every few seconds for as long as it takes. */
    private void tell(Throwable fault) {
        LOG.logf(
                told.compareAndSet(false, true) ? Logger.Level.WARN : Logger.Level.DEBUG,
                "the topics could not be made, trying again until they are: %s",
                fault.getMessage());
    }

    void makeMissing() {
        try (Admin admin = Admin.create(BrokerSettings.of(
                broker,
                AdminClientConfig.configNames(),
                Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS)))) {
            List<NewTopic> wanted = topics.stream()
                    .map(topic -> new NewTopic(topic.name(), topic.partitions(), config.replicationFactor())
                            .configs(topic.settings()))
                    .toList();
            for (var made : admin.createTopics(wanted).values().entrySet()) {
                await(made.getKey(), made.getValue());
            }
        }
    }

    private static void await(String topic, KafkaFuture<Void> made) {
        try {
            made.get();
            LOG.infof("topic %s was made", topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("topic " + topic + ": " + e.getMessage(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the service stops", e);
        }
    }
}
