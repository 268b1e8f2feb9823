# From the project's root: docker build -f deploy/docker/task-dispatch-service.Dockerfile -t localhost/sluice/task-dispatch-service:0.1.0-SNAPSHOT .
FROM docker.io/library/eclipse-temurin:17-jdk AS build
WORKDIR /source
COPY . .
RUN ./mvnw -q -B -ntp -pl task-dispatch-service -am package -DskipTests

FROM docker.io/library/eclipse-temurin:17-jre
ENV LC_ALL=C.UTF-8
# Whatever user the platform picks, and known to /etc/passwd or not: it has a home that it can write to.
ENV HOME=/tmp
WORKDIR /opt/sluice
# What changes least comes first.
COPY --from=build /source/task-dispatch-service/target/quarkus-app/lib/ lib/
COPY --from=build /source/task-dispatch-service/target/quarkus-app/quarkus/ quarkus/
COPY --from=build /source/task-dispatch-service/target/quarkus-app/*.jar ./
COPY --from=build /source/task-dispatch-service/target/quarkus-app/app/ app/
USER 10001:10001
EXPOSE 8082
ENTRYPOINT ["java"]
CMD ["-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "quarkus-run.jar"]
