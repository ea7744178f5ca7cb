package org.dbusp1.output.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.http.Routes.Route;

/**
 * The description of the API for programs (OpenAPI 3): the addresses that are served, of the table, and their parameters
 * and schemas, of the file openapi.json.
 */
final class OpenApi {
    private static final String FILE = "openapi.json";
    /** The place of the addresses in the file. */
    private static final String PATHS = "\"paths\": {}";

    private OpenApi() {
    }

    static byte[] of(Map<String, Route> table) {
        byte[] paths = JsonWriter.of(json -> {
            for (Map.Entry<String, Route> row : table.entrySet()) {
                Route route = row.getValue();
                json.object(row.getKey(), path -> path.object(route.method().toLowerCase(Locale.ROOT), one -> describe(one, route)));
            }
        });
        try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
            String file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return file.replace(PATHS, "\"paths\": " + new String(paths, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(FILE, broken);
        }
    }

    private static void describe(JsonWriter json, Route route) throws IOException {
        json.writeStringField("summary", route.title());
        json.array("parameters", route.parameters(), (items, name) -> items.object(one -> reference(one, "parameters", name)));
        json.object("responses", answers -> {
            answers.object("200", good -> {
                good.writeStringField("description", "OK");
                if (!route.schema().isEmpty()) {
                    good.object("content", types -> types.object("application/json", type -> type.object("schema", schema ->
                            reference(schema, "schemas", route.schema()))));
                }
            });
            answers.object("default", refused -> reference(refused, "responses", "Refused"));
        });
    }

    private static void reference(JsonWriter json, String kind, String name) throws IOException {
        json.writeStringField("$ref", "#/components/" + kind + "/" + name);
    }
}
