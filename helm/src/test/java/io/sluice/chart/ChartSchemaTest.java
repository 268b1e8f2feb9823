package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    @Test
    void hooksAreOfTheSchemaToo() {
        Manifests all = Chart.renderAll(Chart.PRODUCTION, ChartRelationsTest.EVERYTHING, "uninstall: {drain: true}");
        assertThat(all.of("Pod")).hasSize(1);
        assertThat(all.of("Job")).hasSize(1);
        assertThat(all.all())
                .allSatisfy(one -> assertThat(KubernetesSchema.violations(one)).isEmpty());
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
