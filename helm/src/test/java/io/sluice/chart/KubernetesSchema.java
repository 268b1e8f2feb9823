package io.sluice.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The API's own schema of the oldest Kubernetes that the chart is for, as the official client's classes carry it: a field
 * that is not in it, one that is required and missing, and a value of another type are violations, as they are for an API
 * server with strict validation. It does not know the values that a text may have, nor what fields say of each other.
 */
final class KubernetesSchema {
    /** Kinds that are not Kubernetes' own, so that no schema of them is at hand. */
    private static final Set<String> FOREIGN = Set.of(
            "keda.sh/v1alpha1 ScaledObject",
            "monitoring.coreos.com/v1 ServiceMonitor",
            "monitoring.coreos.com/v1 PrometheusRule",
            "gateway.networking.k8s.io/v1 HTTPRoute");

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final String QUANTITY = "[+-]?[0-9]+(\\.[0-9]+)?([numkMGTPE]|[KMGTPE]i|[eE][0-9]+)?";

    private KubernetesSchema() {}

    /** What is wrong with the object, a line each: where, and what; none for an object that Kubernetes would take. */
    static List<String> violations(JsonNode object) {
        String api = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        if (FOREIGN.contains(api + " " + kind)) {
            return List.of();
        }
        String version = api.substring(api.lastIndexOf('/') + 1);
        Optional<Class<?>> model =
                model(version.substring(0, 1).toUpperCase(Locale.ROOT) + version.substring(1) + kind);
        if (version.isEmpty() || model.isEmpty()) {
            return List.of("Kubernetes has no " + api + " " + kind);
        }
        List<String> found = new ArrayList<>();
        check(kind + " " + object.at("/metadata/name").asText() + ": ", object, model.get(), found);
        return found;
    }

    private static Optional<Class<?>> model(String name) {
        try {
            return Optional.of(Class.forName(MODELS + name));
        } catch (ClassNotFoundException absent) {
            return Optional.empty();
        }
    }

    private static void check(String at, JsonNode value, Type type, List<String> found) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            if (generic.getRawType() == Map.class) {
                expect(value.isObject(), "an object", at, value, found);
                value.properties().forEach(one -> check(at + "." + one.getKey(), one.getValue(), of[1], found));
            } else {
                expect(value.isArray(), "a list", at, value, found);
                for (int i = 0; value.isArray() && i < value.size(); i++) {
                    check(at + "[" + i + "]", value.get(i), of[0], found);
                }
            }
        } else if (((Class<?>) type).getName().startsWith(MODELS)) {
            checkFields(at, value, (Class<?>) type, found);
        } else if (type == String.class || type == java.time.OffsetDateTime.class || type == byte[].class) {
            expect(value.isTextual(), "a text", at, value, found);
        } else if (type == Integer.class || type == Long.class) {
            expect(value.isIntegralNumber(), "a whole number", at, value, found);
        } else if (type == Boolean.class) {
            expect(value.isBoolean(), "true or false", at, value, found);
        } else if (type == Double.class) {
            expect(value.isNumber(), "a number", at, value, found);
        } else if (type == IntOrString.class) {
            expect(value.isIntegralNumber() || value.isTextual(), "a whole number or a text", at, value, found);
        } else if (type == Quantity.class) {
            expect(value.isNumber() || value.asText().matches(QUANTITY), "a quantity", at, value, found);
        } else if (type != Object.class) {
            throw new IllegalStateException(at + " is of " + type + ", which this check does not know");
        }
    }

    private static void checkFields(String at, JsonNode value, Class<?> model, List<String> found) {
        expect(value.isObject(), "an object", at, value, found);
        Map<String, Field> fields = Stream.of(model.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(SerializedName.class))
                .collect(Collectors.toMap(
                        field -> field.getAnnotation(SerializedName.class).value(), field -> field));
        value.properties().forEach(one -> {
            Field field = fields.get(one.getKey());
            if (field == null) {
                found.add(at + "." + one.getKey() + " is not a field of " + model.getSimpleName());
            } else {
                check(at + "." + one.getKey(), one.getValue(), field.getGenericType(), found);
            }
        });
        for (String required : required(model)) {
            if (!value.has(required)) {
                found.add(at + "." + required + " is required and missing");
            }
        }
    }

    private static Set<String> required(Class<?> model) {
        try {
            return ((Set<?>) model.getField("openapiRequiredFields").get(null))
                    .stream().map(Object::toString).collect(Collectors.toSet());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(model.getName(), e);
        }
    }

    private static void expect(boolean holds, String what, String at, JsonNode value, List<String> found) {
        if (!holds) {
            found.add(at + " is " + value + ", not " + what);
        }
    }
}
