package io.sluice.gateway;

import io.quarkus.test.common.WithTestResource;
import io.sluice.test.KafkaResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the gateway needs around it: Kafka, and services that do as a test says. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(KafkaResource.class)
@WithTestResource(FakeServices.class)
public @interface GatewayComponent {}
