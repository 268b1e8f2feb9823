package io.sluice.gateway.api.tasks;

import io.quarkus.test.common.WithTestResource;
import io.sluice.test.KafkaResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the API of tasks needs around it: a real Kafka, and a task-dispatch that does as a test says. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(KafkaResource.class)
@WithTestResource(DispatchFake.class)
@WithTestResource(TaskApiSettings.class)
public @interface TaskApiComponent {}
