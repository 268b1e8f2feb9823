# From the project's root: docker build -f deploy/docker/node-agent.Dockerfile -t localhost/sluice/node-agent:0.1.0-SNAPSHOT .
FROM docker.io/library/eclipse-temurin:17-jdk AS build
WORKDIR /source
COPY . .
RUN ./mvnw -q -B -ntp -pl node-agent -am package -DskipTests

FROM docker.io/library/eclipse-temurin:17-jre
ENV LC_ALL=C.UTF-8
# Whatever user the platform picks, and known to /etc/passwd or not: it has a home that it can write to.
ENV HOME=/tmp
ENV SLUICE_NODE_DATA_DIR=/var/lib/sluice/node SLUICE_NODE_WORK_DIR=/var/lib/sluice/work
# Of group 0, as which OpenShift runs the user that it picks.
RUN mkdir -p /var/lib/sluice/work /var/lib/sluice/node && chown -R 10001:0 /var/lib/sluice && chmod -R g=u /var/lib/sluice
WORKDIR /opt/sluice
# What changes least comes first.
COPY --from=build /source/node-agent/target/quarkus-app/lib/ lib/
COPY --from=build /source/node-agent/target/quarkus-app/quarkus/ quarkus/
COPY --from=build /source/node-agent/target/quarkus-app/*.jar ./
COPY --from=build /source/node-agent/target/quarkus-app/app/ app/
COPY --from=build /source/node-agent/src/main/jib/ /
USER 10001:10001
EXPOSE 8084
# What tasks leave behind falls to process 1, which has to ask for it.
ENTRYPOINT ["sh", "/opt/sluice/init.sh", "java"]
CMD ["-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "quarkus-run.jar"]
