package org.dbusp1.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.gx.service.PathRows;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.demand.TariffRows;
import org.dbusp1.output.http.MetricRows;
import org.dbusp1.output.http.RouteRows;
import org.dbusp1.output.mqtt.TopicRows;

/**
 * The chapter Reference of the manual, made of what the program knows. Two things it does not know are in files: an example of each key,
 * and what a path of the D-Bus means.
 */
final class Reference {
    /** The chapter. */
    static final Path FILE = Path.of("src/site/markdown/reference.md");
    private static final Path WRITTEN = Path.of("src/test/resources/org/dbusp1/reference");
    private final StringBuilder text = new StringBuilder("""
            # Reference

            The program makes this page (`venus/check`). What to do with these things: [overview](index.md).
            """);
    /** The lines that somebody has to write. */
    private final List<String> lacking = new ArrayList<>();
    private final Map<String, String> examples;
    private final Map<String, String> meanings;

    private Reference() throws IOException {
        examples = pairs("examples.txt");
        meanings = pairs("paths.txt");
    }

    /** Returns the text of the chapter. */
    static String made() throws IOException {
        Reference reference = new Reference();
        reference.keys();
        reference.statuses();
        reference.paths();
        reference.verdicts();
        reference.topics();
        reference.quantities();
        reference.addresses();
        reference.metrics();
        reference.tariffs();
        Complaints.none(reference.lacking);
        return reference.text.toString();
    }

    private static Map<String, String> pairs(String file) throws IOException {
        Map<String, String> pairs = new LinkedHashMap<>();
        Files.readAllLines(WRITTEN.resolve(file)).stream().filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" = ", 2)).forEach(pair -> pairs.put(pair[0], pair[1]));
        return pairs;
    }

    /** @param allowed what may be written */
    private String example(String name, String allowed) {
        if (!examples.containsKey(name)) {
            lacking.add(WRITTEN.resolve("examples.txt") + ": a line is missing: " + name + " = VALUE, with a VALUE that an owner may"
                    + " write: " + allowed);
        }
        return examples.getOrDefault(name, "");
    }

    private void keys() {
        heading("Keys", "A key is a line of the [configuration](configuration.md) and an option of `run` (`--venus.role=grid`). What "
                + "is allowed, `dbus-p1 run --help` and the answer to a wrong value say.");
        String group = "";
        for (Key<?> key : OutputRegistry.keys()) {
            if (!key.heading().equals(group)) {
                group = key.heading();
                text.append("\n### ").append(group).append('\n');
                head("Key", "Default", "Example", "Meaning");
            }
            row(code(key.name()), code(key.defaultValue()), code(example(key.name(), key.type().constraint())), key.description());
        }
    }

    private void statuses() {
        heading("Exit statuses", "");
        head("Status", "Meaning");
        for (ExitStatus status : ExitStatus.values()) {
            row(String.valueOf(status.code()), status.meaning());
        }
    }

    private void paths() {
        heading("Paths on the D-Bus", "`Lx` is L1, L2 and L3; `Tn` a tariff. Behind a path stands its unit. How to use them: "
                + "[The meter on the GX device](gx-meter.md#paths-on-the-d-bus).");
        head("Path", "Meaning");
        Path file = WRITTEN.resolve("paths.txt");
        Map<String, String> served = PathRows.all();
        meanings.forEach((paths, meaning) -> row(Stream.of(paths.split(" ")).map(path -> {
            if (!served.containsKey(path)) {
                lacking.add(file + ": the driver serves no such path, take it out: " + path);
            }
            return code(path) + served.remove(path);
        }).collect(Collectors.joining("; ")), meaning));
        served.keySet().forEach(path -> lacking.add(file + ": a line is missing: " + path + " = what it means"));
    }

    private void verdicts() throws IOException {
        heading("What ESS does with the meter", "The number is that of `/Error/0/Id`, the state that of `/P1/Ess/State`, a detail that "
                + "of `/P1/Ess/Detail`. Screen, page and result say what each means, and what to do.");
        head("Number", "State", "Detail");
        Set<String> texts = new TreeSet<>();
        try (InputStream file = Texts.class.getResourceAsStream("texts_en.properties")) {
            Properties english = new Properties();
            english.load(file);
            texts.addAll(english.stringPropertyNames());
        }
        for (Condition state : Condition.all(Subject.ESS)) {
            Pattern ofDetail = Pattern.compile("ess\\." + state.key() + "\\.((?!remedy|short)\\w+)(?:\\.remedy)?");
            Set<String> details = texts.stream().map(ofDetail::matcher).filter(Matcher::matches)
                    .map(text -> code(text.group(1))).collect(Collectors.toCollection(TreeSet::new));
            row(String.valueOf(state.indexInSubject()), code(state.key()), String.join(" ", details));
        }
    }

    private void topics() {
        heading("Topics of MQTT", "What the layouts are for: [MQTT](mqtt.md).");
        head("Layout", "Topics begin with", "Topics");
        Map<String, String[]> facts = TopicRows.facts();
        TopicRows.layouts().forEach((name, layout) -> row(code(name), code(layout.root()),
                layout.topics().stream().filter(topic -> !topic.matches("mbus/[2-9].*") && !TopicRows.quantities().containsKey(topic))
                        .map(Reference::code).collect(Collectors.joining(" "))));
        text.append("\n`state` is a JSON object with each quantity as a field, and with `time`, `arrival` and these:\n");
        head("Field of `state`", "In Home Assistant", "Unit");
        rowsOfSeries(facts.entrySet().stream().map(fact -> List.of(code(fact.getKey()), fact.getValue()[0], fact.getValue()[1])));
        head("Topic of `p1meter2mqtt`", "Quantity");
        TopicRows.quantities().forEach((topic, quantity) -> row(code(topic), code(quantity.key())));
    }

    private void quantities() {
        heading("Quantities", "The name is a field of MQTT, a field of JSON, a column of CSV files and a field of `decode`; "
                + "`lx` in it is l1, l2 and l3, and n the number of a tariff, a quadrant or, in MQTT, a peak.");
        head("Name", "In Home Assistant", "Unit", "Metric");
        rowsOfSeries(Stream.of(Quantity.values()).map(quantity -> List.of(code(quantity.key()), TopicRows.name(quantity),
                quantity.unit().symbol(), code(MetricRows.of(quantity)))));
    }

    /** One row for the phases, the tariffs, the quadrants and the peaks that differ by their number alone. */
    private void rowsOfSeries(Stream<List<String>> rows) {
        rows.map(row -> row.stream().map(cell -> cell.replaceAll("(?<=_l)[123](?=_|`)|(?<=\\bL)[123]\\b", "x")
                .replaceAll("(?<=_[tq]|demand_peak_|tariff |quadrant |Demand peak )\\d(?=_|`| |$)", "n")).toList())
                .distinct().forEach(row -> row(row.toArray(String[]::new)));
    }

    private void addresses() throws IOException {
        heading("HTTP addresses", "Those of the web server, with `http.enabled=true`. How to use them: [Web](web.md).");
        head("Address", "What it gives", "Parameters", "Needs");
        RouteRows.all().forEach((address, row) -> row(code((row.method().equals("GET") ? "" : row.method() + " ") + address), row.title(),
                row.parameters().stream().map(Reference::code).collect(Collectors.joining(" ")), code(row.needs())));
    }

    private void tariffs() throws IOException {
        heading("Demand tariffs", "Values of `demand.tariff`. Rules change: compare the row with the price list of your operator. "
                + "How to use them: [Demand tariffs](demand.md).");
        head("Tariff", "Operator", "Window", "What counts", "Figure of a month", "Bill", "Source");
        TariffRows.all().forEach(this::row);
    }

    private void metrics() {
        Set<String> names = new TreeSet<>(MetricRows.all().keySet());
        Stream.of(Quantity.values()).forEach(quantity -> names.remove(MetricRows.of(quantity)));
        heading("Metrics", "Those besides the quantities; `/metrics` says what each is: "
                + names.stream().map(Reference::code).collect(Collectors.joining(", ")) + ".");
    }

    private void heading(String title, String words) {
        text.append("\n## ").append(title).append('\n').append(words.isEmpty() ? "" : "\n" + words + "\n");
    }

    private void head(String... cells) {
        text.append('\n');
        row(cells);
        row(Arrays.stream(cells).map(cell -> "---").toArray(String[]::new));
    }

    private void row(String... cells) {
        text.append(Arrays.stream(cells).map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
