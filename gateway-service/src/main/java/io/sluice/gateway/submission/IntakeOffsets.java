package io.sluice.gateway.submission;

import io.sluice.contracts.event.Topics;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks Kafka how much of the topic of submissions is written, and how much of it dispatch has stored. */
@Singleton
class IntakeOffsets {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

    private final Map<String, Object> broker;
    private @Nullable Admin admin;

    @Inject
    IntakeOffsets(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    /** The end of each partition; nothing where the topic does not exist. Answers on a worker thread. */
    Uni<IntakePosition> written() {
        return ask(kafka -> kafka.describeTopics(List.of(Topics.TASKS)).allTopicNames())
                .chain(topics -> {
                    Map<TopicPartition, OffsetSpec> wanted = topics.values().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .map(TopicPartitionInfo::partition)
                            .collect(Collectors.toMap(
                                    number -> new TopicPartition(Topics.TASKS, number), number -> OffsetSpec.latest()));
                    return ask(kafka -> kafka.listOffsets(wanted).all());
                })
                .map(ends -> position(ends, ListOffsetsResultInfo::offset))
                .onFailure(UnknownTopicOrPartitionException.class)
                .recoverWithItem(new IntakePosition(Map.of()));
    }

    /** What dispatch has committed, which is stored in its database. Answers on a worker thread. */
    Uni<IntakePosition> stored() {
        return ask(kafka ->
                        kafka.listConsumerGroupOffsets(Topics.DISPATCH_GROUP).partitionsToOffsetAndMetadata())
                .map(committed -> position(committed, OffsetAndMetadata::offset));
    }

    private static <T> IntakePosition position(Map<TopicPartition, @Nullable T> found, ToLongFunction<T> offset) {
        Map<Integer, Long> offsets = new HashMap<>();
        found.forEach((partition, value) -> {
            if (value != null && partition.topic().equals(Topics.TASKS)) {
                offsets.put(partition.partition(), offset.applyAsLong(value));
            }
        });
        return new IntakePosition(offsets);
    }

    private <T> Uni<T> ask(Function<Admin, KafkaFuture<T>> question) {
        return Uni.createFrom()
                .completionStage(() -> answer(question))
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .emitOn(Infrastructure.getDefaultExecutor());
    }

    private <T> CompletionStage<T> answer(Function<Admin, KafkaFuture<T>> question) {
        return question.apply(admin()).toCompletionStage();
    }

    private synchronized Admin admin() {
        Admin ready = admin;
        if (ready == null) {
            Map<String, Object> settings = new HashMap<>(broker);
            settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "sluice-gateway-intake");
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER_TIMEOUT.toMillis()));
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER_TIMEOUT.toMillis()));
            ready = Admin.create(settings);
            admin = ready;
        }
        return ready;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
