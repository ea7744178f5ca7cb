package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.meter.Dialect.TariffRate;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.output.OutputDefinition;
import org.junit.jupiter.api.Test;

/** The tables of the page's texts against each other, against the page, and against what the driver sends. */
class PageTextsTest {
    private static final List<String> SCRIPTS = List.of("app.js", "now.js", "today.js", "history.js", "chart.js", "format.js",
            "periods.js", "comparison.js", "rows.js", "tiles.js",
            "cost.js", "texts.js");
    private static final Pattern IN_SCRIPT =
            Pattern.compile("(?<!/)\\btexts(?:\\.|\\[[`\"])"
                    + "(?!(?:cause|event|follow|hint|limiter|name|regulation)[.])([A-Za-z][A-Za-z0-9]*)");
    private static final Pattern IN_PAGE = Pattern.compile("data-(?:text|label)=\"([^\"]*)\"");

    /** The rows as they are written; a repeated one fails, and no row needs an escape. */
    private static Map<String, String> table(String language) throws IOException {
        List<String> lines = Web.file("texts_" + language + ".properties").lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(lines).noneMatch(line -> line.contains("\\"));
        return lines.stream().collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
    }

    /** Returns the names of a group: of {@code media.gas} gas. */
    private static Set<String> names(String group) throws IOException {
        return table("en").keySet().stream().filter(key -> key.startsWith(group + ".")).map(key -> key.substring(group.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(match.groupCount())).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyTextOfThePageHasARowAndEveryRowIsUsed() throws Exception {
        Set<String> used = found(IN_PAGE, Web.file("index.html"));
        for (String script : SCRIPTS) {
            used.addAll(found(IN_SCRIPT, Web.file(script)));
        }

        Set<String> rows = new TreeSet<>();
        table("en").keySet().forEach(key -> rows.add(key.replaceFirst("\\..*", "")));
        assertThat(rows).isEqualTo(used);
    }

    /** A script that is not in the list above would escape the test above. */
    @Test
    void allScriptsAreSearched() throws Exception {
        Set<String> imported = new TreeSet<>(Set.of("app.js"));
        for (String script : SCRIPTS) {
            imported.addAll(found(Pattern.compile("from \"\\./([^\"]+)\""), Web.file(script)));
        }

        assertThat(imported).isEqualTo(new TreeSet<>(SCRIPTS));
    }

    @Test
    void whatTheDriverNamesHasARow() throws Exception {
        assertThat(names("media")).isEqualTo(lowerCase(Medium.values()));
        assertThat(names("rates")).isEqualTo(lowerCase(TariffRate.values()));
        assertThat(names("outputName")).isEqualTo(OutputRegistry.outputs().stream().map(OutputDefinition::name)
                .filter(name -> !name.equals("http")).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theServerHasATableForEachLanguageOfThePage() throws Exception {
        String list = Web.file("texts.js").lines().filter(line -> line.startsWith("const LANGUAGES")).findFirst().orElseThrow();
        Set<String> languages = found(Pattern.compile("\"(\\w+)\""), list);
        assertThat(languages).containsExactlyInAnyOrder("en", "nl", "de", "fr");
        try (Web web = Web.open()) {
            for (String language : languages) {
                assertThat(web.get("/texts/" + language + ".properties").body().lines()).anyMatch(row -> row.startsWith("title="))
                        .anyMatch(row -> row.startsWith("name.limit_the_peak=")).noneMatch(row -> row.startsWith("#"));
            }
        }
    }

    private static Set<String> lowerCase(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).collect(Collectors.toCollection(TreeSet::new));
    }
}
