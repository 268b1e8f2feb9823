package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pod is made anew only for what it reads. Every value that the schema knows is changed in turn, and the pods whose
 * template is another one then have to be exactly those that read it; a value that changes nothing at all is dead.
 */
class ChartRestartsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> ALL = Set.of("registry", "dispatch", "gateway", "agent-default", "agent-second");

    /** As much as possible is in use, so that a value that changes nothing can be told from one that is not used here. */
    private static final String BASE = """
            kafka:
              bootstrapServers: "kafka:9092"
              security: {protocol: SASL_SSL, saslSecret: sluice-user, caSecret: kafka-ca, clientSecret: kafka-client}
            database:
              registry: {host: postgres, existingSecret: login, tls: {mode: verify-full, caSecret: registry-ca}}
              dispatch: {host: postgres, existingSecret: login, tls: {mode: verify-full, caSecret: dispatch-ca}}
            agents:
              default: {}
              second: {}
            gateway: {service: {type: LoadBalancer}}
            ingress: {enabled: true, host: sluice.example.org, tlsSecret: certificate}
            httpRoute: {enabled: true, parentRefs: [{name: edge}]}
            networkPolicy: {egress: {enabled: true, services: [{ports: [{port: 5432}]}]}}
            metrics: {serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}}
            uninstall: {drain: true}
            """;

    /** What a scaler needs as soon as there is one. */
    private static final String SCALERS =
            "agentDefaults: {autoscaling: {prometheus: \"http://prometheus:9090\", metricName: waiting}}";

    /** What a value needs beside it to be in use or allowed, by the beginning of its path. */
    private static final Map<String, String> BESIDE = Map.of(
            "/trial", """
                    trial: {enabled: true}
                    kafka: {bootstrapServers: "", security: {protocol: PLAINTEXT, saslSecret: "", caSecret: "", clientSecret: ""}}
                    database:
                      registry: {host: "", tls: {mode: disable, caSecret: ""}}
                      dispatch: {host: "", tls: {mode: disable, caSecret: ""}}
                    """,
            "/kafka/security/protocol", "kafka: {security: {caSecret: '', clientSecret: ''}}",
            "/networkPolicy/enabled", "networkPolicy: {egress: {enabled: false}}",
            "/agents/default/autoscaling/", "agents: {default: {autoscaling: {enabled: true, kind: keda}}}",
            "/agents/default/autoscaling/metricName", "agents: {default: {autoscaling: {enabled: true, kind: hpa}}}",
            "/agentDefaults/autoscaling/", "agentDefaults: {autoscaling: {enabled: true, kind: keda}}",
            "/agentDefaults/autoscaling/metricName", "agentDefaults: {autoscaling: {enabled: true, kind: hpa}}",
            "/agents/default/autoscaling/enabled", "agentDefaults: {autoscaling: {enabled: false}}",
            "/agentDefaults/autoscaling/enabled", "agentDefaults: {autoscaling: {enabled: false}}");

    /** Another value where a made-up one would be refused, by the end of its path. */
    private static final Map<String, String> ANOTHER = Map.ofEntries(
            Map.entry("/kafka/security/protocol", "SASL_PLAINTEXT"),
            Map.entry("/tls/mode", "verify-ca"),
            Map.entry("/kafka/replicationFactor", "3"),
            Map.entry("/gateway/service/type", "NodePort"),
            Map.entry("/podDisruptionBudgets/maxUnavailable", "2"),
            Map.entry("/podDisruptionBudget/maxUnavailable", "2"),
            Map.entry("/podDisruptionBudget/minAvailable", "1"),
            Map.entry("/storage", "3Gi"),
            Map.entry("/workSize", "3Gi"),
            Map.entry("/interval", "17s"),
            Map.entry("/scrapeTimeout", "9s"),
            Map.entry("/prometheus", "http://other:9090"),
            Map.entry("/fullnameOverride", "other"),
            Map.entry("/env", "[{name: OTHER, value: other}]"),
            Map.entry("/settings", "{sluice.other: 1}"),
            Map.entry("/requests", "{cpu: 321m}"),
            Map.entry("/limits", "{memory: 7Gi}"),
            Map.entry("/extraObjects", "[{apiVersion: v1, kind: ConfigMap, metadata: {name: other}}]"));

    private static ObjectNode defaults;
    private static JsonNode schema;

    private final Map<String, Manifests> before = new ConcurrentHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        defaults =
                (ObjectNode) YAML.readTree(Chart.FOLDER.resolve("values.yaml").toFile());
        schema = new ObjectMapper()
                .readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
    }

    static List<String> groups() throws IOException {
        read();
        return schema.get("properties").properties().stream()
                .map(Map.Entry::getKey)
                .filter(group -> !group.equals("global"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("groups")
    void aValueRestartsThePodsThatReadItAndNoOthers(String group) {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        leaves("/" + group, schema.at("/properties/" + group)).entrySet().parallelStream()
                .forEach(leaf -> {
                    String path = leaf.getKey();
                    String beside = BESIDE.entrySet().stream()
                            .filter(one -> path.startsWith(one.getKey()))
                            .max(Map.Entry.comparingByKey())
                            .map(Map.Entry::getValue)
                            .orElse("");
                    Manifests made = before.computeIfAbsent(beside, values -> render(values, null, null));
                    Manifests changed = render(beside, path, another(path, leaf.getValue()));
                    Set<String> restarted = restarted(made, changed);
                    if (!restarted.equals(readers(path))) {
                        wrong.add(path + " restarts " + restarted + ", and is read by " + readers(path));
                    } else if (withoutTokens(made).equals(withoutTokens(changed))) {
                        wrong.add(path + " changes nothing");
                    }
                });
        assertThat(wrong).isEmpty();
    }

    @Test
    void aNewVersionOfTheChartAloneRestartsNobody() throws IOException {
        Path folder = Chart.copyTo(Files.createTempDirectory("chart").resolve("sluice"));
        Path about = folder.resolve("Chart.yaml");
        Files.writeString(about, Files.readString(about).replaceAll("(?m)^version: .*", "version: 9.9.9"));
        assertThat(restarted(Chart.render(Chart.TRIAL), Chart.render(folder, "try", Chart.TRIAL)))
                .isEmpty();
    }

    /** Tokens and passwords are made anew each time. */
    private static List<JsonNode> withoutTokens(Manifests made) {
        return made.all().stream()
                .filter(one -> !Manifests.kind(one).equals("Secret"))
                .toList();
    }

    /** The parts whose pods read a value. */
    private static Set<String> readers(String path) {
        String[] at = path.substring(1).split("/");
        String inside = path.substring(1 + at[0].length());
        return switch (at[0]) {
            case "registry", "dispatch" -> isOfPods(inside) ? Set.of(at[0]) : Set.of();
            case "gateway" -> isOfPods(inside) && !inside.startsWith("/service/") ? Set.of(at[0]) : Set.of();
            case "agents" -> isOfPods(inside.substring("/default".length())) ? Set.of("agent-default") : Set.of();
            case "agentDefaults" -> isOfPods(inside) ? Set.of("agent-default", "agent-second") : Set.of();
            case "database" -> Set.of(at[1]);
            case "kafka" -> Set.of("registry", "dispatch", "gateway");
            case "image" ->
                at[1].equals("digests")
                        ? at[2].equals("agent") ? Set.of("agent-default", "agent-second") : Set.of(at[2])
                        : ALL;
            case "trial" -> at[1].equals("storage") ? Set.of("postgres", "kafka") : Set.of(at[1]);
            case "fullnameOverride",
                    "commonLabels",
                    "podSecurityContext",
                    "securityContext",
                    "topologySpread",
                    "tokens" -> ALL;
            case "serviceAccounts",
                    "podDisruptionBudgets",
                    "ingress",
                    "httpRoute",
                    "networkPolicy",
                    "metrics",
                    "test",
                    "uninstall",
                    "extraObjects" -> Set.of();
            default -> throw new AssertionError("who reads " + path + "?");
        };
    }

    /** How many pods there are is nothing that one of them reads. */
    private static boolean isOfPods(String inside) {
        return Stream.of("/replicas", "/autoscaling/", "/podDisruptionBudget/").noneMatch(inside::startsWith);
    }

    private static Set<String> restarted(Manifests before, Manifests after) {
        Set<String> restarted = new TreeSet<>();
        for (JsonNode workload : before.workloads()) {
            String part = Manifests.part(workload);
            if (!workload.at("/spec/template").equals(after.workload(part).at("/spec/template"))) {
                restarted.add(part);
            }
        }
        return restarted;
    }

    /** Every value that the schema knows, but the choice of what is installed, with its schema. */
    private static Map<String, JsonNode> leaves(String path, JsonNode type) {
        if (type.has("$ref")) {
            return leaves(path, schema.at(type.get("$ref").asText().substring(1)));
        }
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        if (type.has("properties")) {
            type.get("properties")
                    .properties()
                    .forEach(one -> leaves.putAll(leaves(path + "/" + one.getKey(), one.getValue())));
        } else if (path.equals("/agents")) {
            leaves.putAll(leaves("/agents/default", type.get("additionalProperties")));
        } else if (!path.equals("/trial/enabled")) {
            leaves.put(path, type);
        }
        return leaves;
    }

    private static JsonNode another(String path, JsonNode type) {
        for (var one : ANOTHER.entrySet()) {
            if (path.endsWith(one.getKey())) {
                return yaml(one.getValue());
            }
        }
        JsonNode now = value(path);
        if (type.has("enum")) {
            for (JsonNode choice : type.get("enum")) {
                if (!choice.equals(now)) {
                    return choice;
                }
            }
        }
        return switch (type.path("type").asText()) {
            case "boolean" -> yaml(now.asBoolean() ? "false" : "true");
            case "integer" -> yaml(Integer.toString(now.asInt() + 1));
            case "array" -> yaml(schema.at("/definitions/objects").equals(type) ? "[{name: other}]" : "[\"other\"]");
            case "object" ->
                yaml(path.endsWith("ecurityContext") ? "{privileged: false}" : "{example.org/other: other}");
            default -> yaml(path.startsWith("/image/digests/") ? "sha256:" + "0123456789abcdef".repeat(4) : "other");
        };
    }

    /** What the values have there, the pool's own from the defaults of pools. */
    private static JsonNode value(String path) {
        JsonNode given = yaml(BASE).at(JsonPointer.compile(path));
        return given.isMissingNode()
                ? defaults.at(JsonPointer.compile(path.replaceFirst("^/agents/default", "/agentDefaults")))
                : given;
    }

    private static Manifests render(String beside, @Nullable String path, @Nullable JsonNode value) {
        List<String> values = new ArrayList<>(List.of(BASE, SCALERS, beside));
        if (path != null) {
            ObjectNode tree = YAML.createObjectNode();
            String[] at = path.substring(1).split("/");
            ObjectNode inner = tree;
            for (int i = 0; i < at.length - 1; i++) {
                inner = inner.putObject(at[i]);
            }
            inner.set(at[at.length - 1], value);
            values.add(tree.toString());
        }
        return Chart.renderAll(values.stream().filter(one -> !one.isBlank()).toArray(String[]::new));
    }

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
