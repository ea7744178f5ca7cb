package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.meter.Dialect.TariffRate;
import org.dbusp1.meter.MBusDevice.Medium;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of the page's texts against each other, against the page, and against what the driver sends. */
class PageTextsTest {
    private static final List<String> SCRIPTS = List.of("app.js", "now.js", "today.js", "history.js", "chart.js", "format.js",
            "periods.js", "comparison.js", "rows.js", "tiles.js",
            "cost.js", "texts.js");
    private static final Pattern IN_SCRIPT = Pattern.compile("(?<!/)\\btexts\\.([A-Za-z][A-Za-z0-9]*)");
    private static final Pattern IN_PAGE = Pattern.compile("data-(?:text|label)=\"([^\"]*)\"");
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");

    /** A repeated row, of which a browser takes the last one silently, fails. */
    private static JsonNode table(String language) throws IOException {
        return Web.JSON.reader().with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).readTree(Web.file("texts/" + language + ".json"));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(match.groupCount())).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each row with its text; of a group as {@code media.gas}. */
    private static Map<String, String> rows(JsonNode table) {
        Map<String, String> rows = new TreeMap<>();
        for (String name : Web.names(table)) {
            JsonNode row = table.get(name);
            if (row.isObject()) {
                rows(row).forEach((inner, text) -> rows.put(name + "." + inner, text));
            } else {
                assertThat(row.isTextual()).as(name).isTrue();
                rows.put(name, row.asText());
            }
        }
        return rows;
    }

    private static List<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).sorted().toList();
    }

    @Test
    void everyTextOfThePageHasARowAndEveryRowIsUsed() throws Exception {
        Set<String> used = found(IN_PAGE, Web.file("index.html"));
        for (String script : SCRIPTS) {
            used.addAll(found(IN_SCRIPT, Web.file(script)));
        }

        assertThat(Web.names(table("en"))).isEqualTo(used);
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

    @ParameterizedTest
    @ValueSource(strings = {"nl", "de", "fr"})
    void everyLanguageHasTheSameRowsWithTheSamePlaces(String language) throws Exception {
        Map<String, String> english = rows(table("en"));
        Map<String, String> other = rows(table(language));

        assertThat(other.keySet()).isEqualTo(english.keySet());
        assertThat(other).allSatisfy((row, text) -> {
            assertThat(text).isNotBlank();
            assertThat(places(text)).as(row).isEqualTo(places(english.get(row)));
        });
    }

    @Test
    void whatTheDriverNamesHasARow() throws Exception {
        JsonNode english = table("en");

        assertThat(Web.names(english.get("media"))).isEqualTo(lowerCase(Medium.values()));
        assertThat(Web.names(english.get("rates"))).isEqualTo(lowerCase(TariffRate.values()));
    }

    @Test
    void theServerHasATableForEachLanguageOfThePage() throws Exception {
        String list = Web.file("texts.js").lines().filter(line -> line.startsWith("const LANGUAGES")).findFirst().orElseThrow();
        Set<String> languages = found(Pattern.compile("\"(\\w+)\""), list);
        assertThat(languages).containsExactlyInAnyOrder("en", "nl", "de", "fr");
        try (Web web = Web.open()) {
            for (String language : languages) {
                assertThat(web.json("/texts/" + language + ".json").path("title").asText()).isNotBlank();
                assertThat(web.get("/texts/" + language + ".properties").body()).contains("\nname.limit_the_peak=");
            }
        }
    }

    private static Set<String> lowerCase(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).collect(Collectors.toCollection(TreeSet::new));
    }
}
