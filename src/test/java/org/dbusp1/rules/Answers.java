package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.http.RouteRows;
import org.dbusp1.output.mqtt.TopicRows;

/** What the driver answers of a Dutch meter, in the chapters Web and MQTT: the fields that a program asks for first. */
final class Answers {
    private static final Path CHAPTERS = Path.of("src/site/markdown");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NOW = List.of("/online", "/arrival", "/valid_for", "/meter", "/values/power_net_w",
            "/values/power_l1_w", "/values/energy_import_total_kwh", "/values/energy_export_total_kwh", "/devices/0/medium",
            "/devices/0/value");
    private static final List<String> STATE = List.of("/time", "/arrival", "/power_net_w", "/power_l1_w", "/voltage_l1_v", "/current_l1_a",
            "/energy_import_total_kwh", "/energy_export_total_kwh", "/tariff", "/telegrams_good");

    private Answers() {
    }

    /** Returns the text of each chapter with its answer as the program gives it. */
    static Map<Path, String> made() throws IOException {
        Snapshot sent = SampleMeter.house("dsmr50").next();
        Map<Path, String> chapters = new LinkedHashMap<>();
        chapters.put(CHAPTERS.resolve("web.md"), answer("web.md", "`/api/now`", JSON.readTree(RouteRows.now(sent)), NOW));
        chapters.put(CHAPTERS.resolve("mqtt.md"), answer("mqtt.md", "`state`", JSON.readTree(TopicRows.state(sent)), STATE));
        return chapters;
    }

    /** @param fields JSON pointers */
    private static String answer(String chapter, String of, JsonNode whole, List<String> fields) throws IOException {
        ObjectNode shown = JSON.createObjectNode();
        for (String field : fields) {
            JsonNode value = whole.at(field);
            assertThat(value.isValueNode() && !value.isNull()).as("%s of %s", field, of).isTrue();
            put(shown, field.substring(1).split("/"), value);
        }
        String text = Files.readString(CHAPTERS.resolve(chapter));
        Matcher old = Pattern.compile("(?s)(\nTen fields of " + Pattern.quote(of) + "[^\n]*\n\n```json\n).*?\n```\n").matcher(text);
        assertThat(old.find()).as("%s has a block of JSON after \"Ten fields of %s\"", chapter, of).isTrue();
        return old.replaceFirst(Matcher.quoteReplacement(old.group(1) + lines(shown, "") + "\n```\n"));
    }

    private static void put(ObjectNode shown, String[] path, JsonNode value) {
        ObjectNode at = shown;
        for (int i = 0; i < path.length - 1; i++) {
            if (path[i + 1].equals("0")) {
                ArrayNode list = at.withArray(path[i]);
                at = list.isEmpty() ? list.addObject() : (ObjectNode) list.get(0);
                i++;
            } else {
                at = at.withObject("/" + path[i]);
            }
        }
        at.set(path[path.length - 1], value);
    }

    /** One field a line; a list has one element. */
    private static String lines(JsonNode node, String indentation) {
        if (node.isArray()) {
            return "[" + lines(node.get(0), indentation) + "]";
        }
        if (!node.isObject()) {
            return node.toString();
        }
        StringBuilder lines = new StringBuilder("{\n");
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator(); fields.hasNext();) {
            Map.Entry<String, JsonNode> field = fields.next();
            lines.append(indentation).append("  \"").append(field.getKey()).append("\": ").append(lines(field.getValue(), indentation + "  "))
                    .append(fields.hasNext() ? ",\n" : "\n");
        }
        return lines.append(indentation).append('}').toString();
    }
}
