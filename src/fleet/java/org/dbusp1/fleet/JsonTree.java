package org.dbusp1.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON document from an untrusted source. The caller limits the bytes of the document.
 *
 * @param kind the token with which the value begins; NOT_AVAILABLE without a value
 * @param fields the fields of an object, in order; empty for another value
 * @param items the items of an array; empty for another value
 * @param text a string, a number as written, or the empty text for a JSON null, which {@code kind} tells from an empty string; null for
 *             another value, also for true and false
 */
public record JsonTree(JsonToken kind, Map<String, JsonTree> fields, List<JsonTree> items, @Nullable String text) {
    private static final JsonTree NOTHING = new JsonTree(JsonToken.NOT_AVAILABLE, Map.of(), List.of(), null);
    private static final int DEEPEST = 16;
    private static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * Reads a document; of no bytes the tree has the kind NOT_AVAILABLE.
     *
     * @throws IOException when the bytes are no document, an object has a field twice, or values are nested too deep
     */
    public static JsonTree of(byte[] document) throws IOException {
        try (JsonParser json = JSON.createParser(document)) {
            JsonTree tree = json.nextToken() == null ? NOTHING : read(json);
            if (json.nextToken() != null) {
                throw new IOException("something follows it");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    private static JsonTree read(JsonParser json) throws IOException {
        JsonToken kind = json.currentToken();
        return switch (kind) {
            case START_OBJECT -> {
                Map<String, JsonTree> fields = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    fields.put(name, read(json));
                }
                yield new JsonTree(kind, fields, List.of(), null);
            }
            case START_ARRAY -> {
                List<JsonTree> items = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(json));
                }
                yield new JsonTree(kind, Map.of(), items, null);
            }
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonTree(kind, Map.of(), List.of(), json.getText());
            case VALUE_NULL -> new JsonTree(kind, Map.of(), List.of(), "");
            default -> new JsonTree(kind, Map.of(), List.of(), null);
        };
    }

    /** Returns the value of a field; for a missing field a value without fields, items and text. */
    public JsonTree get(String field) {
        return fields.getOrDefault(field, NOTHING);
    }
}
