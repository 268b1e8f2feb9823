package io.sluice.dispatch;

import io.quarkus.test.common.WithTestResource;
import io.sluice.test.KafkaResource;
import io.sluice.test.PostgresResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What dispatch needs around it: PostgreSQL and Kafka. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(PostgresResource.class)
@WithTestResource(KafkaResource.class)
@WithTestResource(TestSettings.class)
public @interface DispatchComponent {}
