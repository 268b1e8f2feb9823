package io.sluice.registry;

import io.quarkus.test.common.WithTestResource;
import io.sluice.test.KafkaResource;
import io.sluice.test.PostgresResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the registry needs around it: PostgreSQL, Kafka, and a task-dispatch that does as a test says. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(PostgresResource.class)
@WithTestResource(KafkaResource.class)
@WithTestResource(DispatchStub.class)
@WithTestResource(TestSettings.class)
public @interface RegistryComponent {}
