package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.meter.Country;
import org.dbusp1.output.feedback.IntervalGrade;

/** The tables of meters in the chapters Meters, in four languages, and Special meters, made of {@code meters.properties}. */
final class MeterTables {
    private static final Path DATA = Path.of("src/main/resources/org/dbusp1/app/report/meters.properties");
    private static final Path CHAPTERS = Path.of("src/site/markdown");
    private static final List<String> LANGUAGES = List.of("nl", "de", "fr");
    /** What a line says, by the last word of its key, as the head of the file has it. */
    private static final Map<String, String> MEANINGS = meanings();
    /** What a row that leaves it out has from the row before. */
    private static final Set<String> TAKEN_OVER = Set.of("port", "cable", "key", "line", "gets");

    private final Properties data = new Properties();
    private final Set<String> used = new TreeSet<>();
    /** A line for each that is missing, or too much. */
    private final Set<String> lacking = new LinkedHashSet<>();

    private MeterTables() throws IOException {
        try (Reader file = Files.newBufferedReader(DATA)) {
            data.load(file);
        }
    }

    private static Map<String, String> meanings() {
        try (Stream<String> lines = Files.lines(DATA)) {
            return lines.map(Pattern.compile("# COUNTRY(?:[.]N)?[.](\\w+) +(.*)")::matcher).filter(Matcher::matches)
                    .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row of a country: its facts in a language are asked by name. */
    private record Row(Country country, int number) {
        private String key(String fact) {
            return name(country) + "." + number + "." + fact;
        }
    }

    /** Returns the text of each chapter with its tables as the data has them. */
    static Map<Path, String> made() throws IOException {
        MeterTables tables = new MeterTables();
        Stream.of(Country.values()).forEach(country -> tables.word(new Row(country, 1).key("meters"), "en"));
        Map<Path, String> chapters = new LinkedHashMap<>();
        Path countries = CHAPTERS.resolve("countries.md");
        String english = replaced(Files.readString(countries), "| Country | Meter |", tables.ofOwners());
        chapters.put(countries, replaced(english, "| Country | How ", tables.openings("en")));
        Path details = CHAPTERS.resolve("special-meters.md");
        chapters.put(details, replaced(Files.readString(details), "| Line | Meters |", tables.ofLines()));
        for (String language : LANGUAGES) {
            Path translated = CHAPTERS.resolve(language + "/countries.md");
            String text = Files.readString(translated);
            for (Country country : Country.values()) {
                if (tables.data.containsKey(name(country) + ".title." + language)) {
                    text = tables.ofCountry(text, country, language);
                }
            }
            chapters.put(translated, replaced(text, "| " + tables.word("head.opens", language) + " |", tables.openings(language)));
        }
        // Of the interval that it measures, check has the same words.
        Stream.concat(Stream.of(IntervalGrade.values()).map(IntervalGrade::key), Stream.of("display"))
                .forEach(grade -> LANGUAGES.forEach(language -> tables.word("ess." + grade, language)));
        Set<String> unused = new TreeSet<>(tables.data.stringPropertyNames());
        unused.removeAll(tables.used);
        // Only check reads it.
        unused.removeIf(key -> key.endsWith(".open"));
        unused.forEach(key -> tables.lacking.add(DATA + ": no table has this line: " + key));
        Complaints.none(tables.lacking);
        return chapters;
    }

    /** Each line with its countries, and with their meters where meters of a country have different lines. */
    private String ofLines() {
        Map<String, Map<Country, List<String>>> lines = rows().collect(Collectors.groupingBy(row -> word(taken(row, "line"), "en"),
                LinkedHashMap::new, Collectors.groupingBy(Row::country, LinkedHashMap::new,
                        Collectors.mapping(row -> word(row.key("meters"), "en"), Collectors.toList()))));
        return table("meters", "en", lines.entrySet().stream().map(line -> List.of(line.getKey(), line.getValue().entrySet().stream()
                .map(of -> withMeters(of.getKey(), of.getValue(), lines.values())).collect(Collectors.joining("; ")))));
    }

    private static String withMeters(Country country, List<String> meters, Collection<Map<Country, List<String>>> lines) {
        boolean hasOneLine = lines.stream().filter(line -> line.containsKey(country)).count() == 1;
        return hasOneLine ? country.title() : country.title() + ": " + String.join(", ", meters);
    }

    private String ofOwners() {
        return table("owner", "en", rows().map(row -> Stream.concat(Stream.of(row.country.title()), ofOwner(row, "en")).toList()));
    }

    private String openings(String language) {
        return table("opens", language, Stream.of(Country.values())
                .filter(country -> language.equals("en") || data.containsKey(name(country) + ".title." + language))
                .map(country -> List.of(language.equals("en") ? country.title() : word(name(country) + ".title", language),
                        word(name(country) + ".opens", language))));
    }

    /** Returns a page with the table of a country at the beginning of the country's section. */
    private String ofCountry(String page, Country country, String language) {
        String title = "### " + word(name(country) + ".title", language) + "\n\n";
        int from = page.indexOf(title);
        assertThat(from).as("%s in the page of %s", title, language).isNotNegative();
        int rest = from + title.length();
        return page.substring(0, rest) + replaced(page.substring(rest), "| " + word("head.owner", language).split(" \\|")[0] + " |",
                table("owner", language, rows().filter(row -> row.country == country).map(row -> ofOwner(row, language).toList())));
    }

    /** What an owner has to know of a meter. */
    private Stream<String> ofOwner(Row row, String language) {
        return Stream.of(word(row.key("meters"), language), every(row, language), ess(row, language),
                gets(row, language), word(taken(row, "port"), language), cables(row, language));
    }

    private Stream<Row> rows() {
        return Stream.of(Country.values()).flatMap(country -> Stream.iterate(new Row(country, 1),
                row -> data.containsKey(row.key("meters")), row -> new Row(country, row.number + 1)));
    }

    private static String name(Country country) {
        return country.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the key of a fact that the row has, or has from a row before. */
    private String taken(Row row, String fact) {
        assertThat(TAKEN_OVER).contains(fact);
        Row from = row;
        while (!data.containsKey(from.key(fact)) && from.number > 1) {
            from = new Row(from.country, from.number - 1);
        }
        return from.key(fact);
    }

    private List<Double> seconds(Row row) {
        return Stream.of(word(row.key("every"), "en").split(" ")).filter(each -> !each.isEmpty()).map(Double::valueOf).toList();
    }

    private boolean isAsked(Row row) {
        return word(row.key("every"), "en").equals("asked");
    }

    private String every(Row row, String language) {
        if (isAsked(row)) {
            return word("every.asked", language);
        }
        List<Double> seconds = seconds(row);
        String form = seconds.size() < 2 ? "{} s" : isOfImport(row) ? word("every.import", language) : word("every.range", language);
        for (double each : seconds) {
            form = form.replaceFirst("\\{}", each == Math.rint(each) ? String.valueOf((int) each) : String.valueOf(each));
        }
        return form;
    }

    private boolean isOfImport(Row row) {
        return data.getProperty(row.key("ess"), "").equals("import");
    }

    /** Returns how good a meter is for ESS: by its data, else by the grades of its shortest and its longest interval. */
    private String ess(Row row, String language) {
        if (data.containsKey(row.key("ess"))) {
            return word("ess." + word(row.key("ess"), "en"), language);
        }
        return seconds(row).isEmpty() ? "" : word("ess." + seconds(row).stream().map(value -> IntervalGrade.of(Duration.ofMillis((long) (1000 * value))).key())
                .distinct().collect(Collectors.joining("_")), language);
    }

    private String cables(Row row, String language) {
        List<String> cables = new ArrayList<>();
        for (String cable : word(taken(row, "cable"), "en").split(" ")) {
            if (cable.isEmpty()) {
                return "";
            }
            String price = word("cable." + cable + ".euro", "en");
            cables.add(word("cable." + cable, language) + " (" + price + ")");
        }
        String key = word(taken(row, "key"), "en");
        return String.join(" " + word("or", "en") + " ", cables) + (key.equals("no") ? "" : ", " + word("key." + key, language));
    }

    private String gets(Row row, String language) {
        String gets = word(taken(row, "gets"), "en");
        return gets.isEmpty() ? "" : word("gets." + gets, language);
    }

    /** What a line means is in the head of the file. */
    private void lack(String key) {
        String fact = key.replaceFirst("[.](nl|de|fr)$", "").replaceFirst(".*[.]", "");
        lacking.add(DATA + ": a line is missing: " + key + " = " + MEANINGS.getOrDefault(fact, "the words of the table")
                + (key.matches(".*[.](nl|de|fr)") ? ", in this language" : ""));
    }

    /** Returns a word in a language, empty if it is missing; names of models, of plugs and of adapters are often the same in all. */
    private String word(String key, String language) {
        used.add(key);
        String translated = key + "." + language;
        if (data.containsKey(translated)) {
            used.add(translated);
        } else if (!language.equals("en") && !key.endsWith(".meters")) {
            lack(translated);
        }
        String word = data.getProperty(translated, data.getProperty(key, ""));
        if (word.isEmpty() && language.equals("en")) {
            lack(key);
        }
        return word.replace("{follow}", Texts.in(language).text("name.follow_the_inverter", Map.of()));
    }

    private String table(String head, String language, Stream<List<String>> rows) {
        List<String> titles = Arrays.asList(word("head." + head, language).split(" \\| "));
        List<String> rule = titles.stream().map(title -> "---").toList();
        return Stream.concat(Stream.of(titles, rule), rows).map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining());
    }

    /** Returns a page with another table in the place of the one that begins so. */
    private static String replaced(String page, String beginning, String table) {
        Matcher old = Pattern.compile("(?m)^" + Pattern.quote(beginning) + ".*\n(?:\\|.*\n)+").matcher(page);
        assertThat(old.find()).as("a table that begins with %s", beginning).isTrue();
        return old.replaceFirst(Matcher.quoteReplacement(table));
    }
}
