package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart makes is what Kubernetes takes. */
class ChartSchemaTest {
    static List<Manifests> sets() {
        return ChartRelationsTest.sets();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void eachObjectIsOfTheSchema(Manifests made) {
        assertThat(made.all())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(KubernetesSchema.violations(one)).isEmpty());
    }

    /** Rendering leaves hooks out, so it is made none here. */
    @Test
    void thePodOfTheTestIsOfTheSchemaToo(@TempDir Path folder) throws IOException {
        Path test = Chart.copyTo(folder.resolve("sluice")).resolve("templates/tests/task.yaml");
        Files.writeString(
                test,
                Files.readString(test).replaceAll("(?m)^ +helm.sh/hook(-delete-policy)?:", "    example.org/hook$1:"));
        List<JsonNode> pods =
                Chart.render(folder.resolve("sluice"), "try", Chart.PRODUCTION).of("Pod");
        assertThat(pods)
                .singleElement()
                .satisfies(pod -> assertThat(KubernetesSchema.violations(pod)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/spec                                    | replica                 | 3            | .spec.replica is not a field",
                "/spec                                    | replicas                | \"3\"        | .spec.replicas is \"3\", not a whole number",
                "/spec/template/spec/containers/0         | imagePullPolicys        | \"Always\"   | .imagePullPolicys is not a field",
                "/spec/template/spec/containers/0/env/0   | value                   | 5            | .env[0].value is 5, not a text",
                "/spec/template/spec/containers/0/ports/0 | containerPort           | \"8080\"     | .containerPort is \"8080\", not a whole number",
                "/spec/template/spec                      | containers              | {}           | .containers is {}, not a list",
                "/spec/template/spec                      | enableServiceLinks      | \"no\"       | .enableServiceLinks is \"no\", not true or false",
                "/spec/template/spec/containers/0/resources/requests | memory        | \"512 MiB\"  | .memory is \"512 MiB\", not a quantity",
                "/spec                                    | selector                |              | .spec.selector is required and missing",
                "/spec/template/spec/containers/0/env/0   | name                    |              | .env[0].name is required and missing",
                "                                         | apiVersion              | \"apps/v9\"  | Kubernetes has no apps/v9 StatefulSet",
            })
    void aForgedObjectIsRefusedAndTheFieldIsNamed(String at, String field, String value, String violation)
            throws Exception {
        JsonNode gateway = Chart.render(Chart.PRODUCTION)
                .one("StatefulSet", "try-sluice-gateway")
                .deepCopy();
        ObjectNode forged = (ObjectNode) gateway.at(at == null ? "" : at);
        if (value == null) {
            forged.remove(field);
        } else {
            forged.set(field, new ObjectMapper().readTree(value));
        }
        assertThat(KubernetesSchema.violations(gateway))
                .singleElement()
                .asString()
                .contains(violation);
    }

    @Test
    void aFieldYoungerThanTheOldestKubernetesIsRefused() throws Exception {
        JsonNode pod = new ObjectMapper().readTree("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one"}, "spec": {"containers":
                [{"name": "one", "image": "one", "lifecycle": {"stopSignal": "SIGTERM"}}]}}""");
        assertThat(KubernetesSchema.violations(pod)).singleElement().asString().contains(".lifecycle.stopSignal");
    }
}
