package io.sluice.gateway.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an OpenAPI document says of answers. Stricter than the document in one point: a field that it does not name is a
 * fault too.
 */
final class DescribedAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RESPONSES = "#/components/responses/";

    private final JsonNode document;
    private final Map<String, Pattern> paths = new TreeMap<>();
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    DescribedAnswers(String document) throws JsonProcessingException {
        this.document = JSON.readTree(document);
        this.document.path("components").path("schemas").forEach(DescribedAnswers::closed);
        this.document
                .path("paths")
                .fieldNames()
                .forEachRemaining(path -> paths.put(path, Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+"))));
    }

    /** Whether answers of this address are described at all. */
    boolean describe(String path) {
        return paths.values().stream().anyMatch(known -> known.matcher(path).matches());
    }

    /** What of the answer is not as described; empty when all is. */
    String faults(String method, String path, int status, String mediaType, String body) {
        JsonNode operation = operation(method, path);
        if (operation.isMissingNode()) {
            return status >= 400 ? "" : "there is no such operation";
        }
        JsonNode response = response(operation, status);
        if (response.isMissingNode()) {
            return "status " + status + " is not described";
        }
        String media = mediaType == null ? "" : mediaType.split(";")[0].strip();
        if (body.isEmpty()) {
            return "";
        }
        JsonNode content = response.path("content").path(media);
        if (content.isMissingNode()) {
            return "the media type " + media + " is not described for " + status;
        }
        // One document a line.
        Stream<String> documents = media.endsWith("ndjson") ? body.lines() : Stream.of(body);
        return media.endsWith("json")
                ? documents.map(part -> faults(content.path("schema"), part)).collect(Collectors.joining())
                : "";
    }

    private JsonNode operation(String method, String path) {
        String verb = method.toLowerCase(Locale.ROOT);
        return paths.entrySet().stream()
                .filter(known -> known.getValue().matcher(path).matches())
                .map(known -> document.path("paths").path(known.getKey()).path(verb))
                .filter(operation -> !operation.isMissingNode())
                .findFirst()
                .orElse(document.path("nothing"));
    }

    private JsonNode response(JsonNode operation, int status) {
        JsonNode responses = operation.path("responses");
        JsonNode response = responses.path(String.valueOf(status));
        if (response.isMissingNode() && status >= 400) {
            response = responses.path("default");
        }
        String reference = response.path("$ref").asText();
        return reference.isEmpty()
                ? response
                : document.path("components").path("responses").path(reference.substring(RESPONSES.length()));
    }

    private String faults(JsonNode schema, String body) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", document.path("components"));
        whole.setAll((ObjectNode) schema);
        try {
            Set<ValidationMessage> faults = schemas.getSchema(whole).validate(JSON.readTree(body));
            return faults.stream().map(ValidationMessage::getMessage).collect(Collectors.joining("; "));
        } catch (JsonProcessingException e) {
            return "it is no JSON: " + e.getOriginalMessage();
        }
    }

    /** Nothing but what it names. */
    private static void closed(JsonNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
    }
}
