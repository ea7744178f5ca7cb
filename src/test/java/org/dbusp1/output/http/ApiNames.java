package org.dbusp1.output.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.history.ArchiveColumns;

/** The names of the fields that the server sends, for tests of the page that reads them. */
final class ApiNames {
    private ApiNames() {
    }

    /** By the place in an answer: {@code now.demand.peaks}; elements of arrays have the place of the array. */
    static Map<String, Set<String>> places() throws IOException {
        Map<String, Set<String>> places = new TreeMap<>();
        JsonNode schemas = Web.JSON.readTree(Routes.OpenApi.of(Map.of(), List.of())).at("/components/schemas");
        add("now", schemas.path("Now"), schemas, places);
        Set<String> values = places.get("now.values");
        Arrays.stream(Quantity.values()).forEach(quantity -> values.add(quantity.key()));
        places.get("now.rates").addAll(Set.of("1", "2", "3", "4", "5"));
        places.put("row", ArchiveColumns.names());
        places.put("prices", prices());
        return places;
    }

    private static void add(String place, JsonNode schema, JsonNode schemas, Map<String, Set<String>> places) {
        JsonNode found = resolved(schema, schemas);
        JsonNode object = found.path("type").asText().equals("array") ? resolved(found.path("items"), schemas) : found;
        if (object.path("type").asText().equals("object")) {
            Set<String> names = places.computeIfAbsent(place, key -> new TreeSet<>());
            object.path("properties").properties().forEach(field -> {
                names.add(field.getKey());
                add(place + "." + field.getKey(), field.getValue(), schemas, places);
            });
        }
    }

    private static JsonNode resolved(JsonNode schema, JsonNode schemas) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : schemas.path(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static Set<String> prices() {
        Set<String> names = new TreeSet<>(Set.of("currency", "import", "export"));
        for (int tariff = 1; tariff <= 5; tariff++) {
            names.addAll(Set.of("import-t" + tariff, "export-t" + tariff));
        }
        Arrays.stream(Medium.values()).forEach(medium -> names.add(medium.name().toLowerCase(Locale.ROOT)));
        return names;
    }
}
