package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.dbusp1.GoldenTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares what the pages show of each simulated meter, by the values on the D-Bus in its golden text, with a golden text of their own;
 * writes the file where {@code -Dgolden=write} is given. A row in the colour of a warning begins with "!".
 */
class ScreenMetersTest {
    private static final GoldenTable METERS = new GoldenTable(Path.of("src/test/resources/golden/meters.txt"), "## ");
    private static final GoldenTable GOLDEN = new GoldenTable(Path.of("src/test/resources/golden/screen.txt"), "# ");
    private static final Pattern METER = Pattern.compile("(?m)^## D-Bus: com\\.victronenergy\\.(?:grid|acload)\\..*\\n((?:/.*\\n)*)");
    private static final Pattern VALUE = Pattern.compile("(?m)^(/\\S+) [dis] (.*)$");
    private static final Pattern SHOWN = Pattern.compile("(?m)^QDEBUG : .* shown (\\S+) (\\[.*])$");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** With a limiter and M-Bus devices; without voltages; of heat; without counters; without a power; of 10 s. */
    private static final Set<String> KINDS = Set.of("demand-with-limiter", "dsmr40", "warmtelink", "han-kamstrup", "sml-reduced",
            "hourly-counters");

    private static void writeMeters(Set<String> names) throws IOException {
        ArrayNode meters = JSON.createArrayNode();
        for (Map.Entry<String, String> golden : METERS.texts().entrySet()) {
            if (!names.contains(golden.getKey())) {
                continue;
            }
            ObjectNode meter = meters.addObject().put("name", golden.getKey());
            ObjectNode values = meter.putObject("values");
            for (var service : METER.matcher(golden.getValue()).results().toList()) {
                for (var row : VALUE.matcher(service.group(1)).results().toList()) {
                    // The text of the value follows it.
                    values.set(row.group(1), JSON.readTree(row.group(2)));
                }
            }
            assertThat(values).as(golden.getKey()).isNotEmpty();
        }
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("meters.js"),
                ".pragma library\n\nconst meters = " + meters + "\n");
    }

    private static Map<String, String> shown(Set<String> names) throws Exception {
        QmlRunner.make();
        writeMeters(names);
        String printed = QmlRunner.run("tst_meters.qml");
        assertThat(printed).doesNotContain("QWARN");
        Map<String, String> shown = new TreeMap<>();
        for (var meter : SHOWN.matcher(printed).results().toList()) {
            shown.put(meter.group(1), StreamSupport.stream(JSON.readTree(meter.group(2)).spliterator(), false)
                    .map(line -> line.asText() + "\n").collect(Collectors.joining()));
        }
        return shown;
    }

    private static void compare(Set<String> names) throws Exception {
        Map<String, String> shown = shown(names);
        assertThat(shown).containsOnlyKeys(names);
        for (Map.Entry<String, String> meter : shown.entrySet()) {
            GOLDEN.compare(meter.getKey(), meter.getValue());
        }
    }

    @Test
    void eachPageOfAMeterOfEachKind() throws Exception {
        compare(KINDS);
    }

    /** venus/check runs it too, and writes the file. */
    @Test
    @Tag("slow")
    void eachPageOfEachSimulatedMeter() throws Exception {
        compare(METERS.texts().keySet());
        GOLDEN.assertNoOthers(METERS.texts().keySet().stream());
        GOLDEN.end();
    }
}
