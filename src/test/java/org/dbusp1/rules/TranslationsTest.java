package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares pages in other languages with the English ones: headings, commands, figures, rows, links. */
class TranslationsTest {
    private static final Path CHAPTERS = Path.of("src/site/markdown");
    /** Has each section that is translated, with a hash of its English. */
    private static final List<String> RECORD = read(Path.of("src/site/translated.txt")).lines().toList();
    private static final List<String> LANGUAGES = List.of("nl", "de", "fr");
    private static final Pattern SECTION = Pattern.compile("(?m)^(?=#+ )");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    /** Not those within a word such as P1 or FAT32. */
    private static final Pattern FIGURE = Pattern.compile("(?<![\\w.,-])v?\\d+(?:[.,]\\d+)*");
    private static final Pattern ROW = Pattern.compile("(?m)^(#+ |\\||- |\\d\\. )");
    private static final Pattern STRONG = Pattern.compile("\\*\\*[^*]+\\*\\*");
    private static final Pattern MENU = Pattern.compile("→");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
    private static final Pattern QUOTED = Pattern.compile("[\"\u201e]([^\"\u201c\u201e]+)[\"\u201c]");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    private record Pair(String name, Path original, String english, Path file, String translated) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Except the countries, of which each language has its own. The pages on which the languages begin are compared with the Dutch one. */
    static Stream<Pair> pairs() {
        return Stream.concat(names().filter(name -> !name.endsWith("/countries.md")).map(TranslationsTest::pair),
                LANGUAGES.stream().skip(1).map(language -> pair(language + "/index.md")));
    }

    private static Stream<String> names() {
        return RECORD.stream().map(row -> row.split(" ", 2)[0]).distinct();
    }

    private static Pair pair(String name) {
        Path file = CHAPTERS.resolve(name);
        Path original = CHAPTERS.resolve(name.endsWith("/index.md") ? LANGUAGES.get(0) + "/index.md" : file.getFileName().toString());
        return new Pair(name, original, read(original), file, read(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }

    private static List<String> found(Pattern pattern, String text, Function<MatchResult, String> what) {
        return pattern.matcher(text).results().map(what).toList();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theHeadingsRowsAndStepsAreThoseOfTheEnglishPage(Pair pair) {
        List<String> english = SECTION.splitAsStream(pair.english).toList();
        List<String> translated = SECTION.splitAsStream(pair.translated).toList();
        for (int i = 0; i < english.size(); i++) {
            String section = english.get(i);
            String there = i < translated.size() ? translated.get(i) : "";
            assertThat(found(ROW, there, MatchResult::group))
                    .as("%s: heading, rows and steps; what is missing may be in English:%n%s", pair, section)
                    .isEqualTo(found(ROW, section, MatchResult::group));
        }
        assertThat(translated).hasSameSizeAs(english).hasSizeGreaterThan(3);
        assertThat(found(STRONG, pair.translated, found -> "")).hasSameSizeAs(found(STRONG, pair.english, found -> ""));
        assertThat(found(MENU, pair.translated, found -> "")).hasSameSizeAs(found(MENU, pair.english, found -> ""));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theCommandsAreThoseOfTheEnglishPage(Pair pair) {
        Function<MatchResult, String> withoutComments = found -> found.group(1).replaceAll("(?m) +#.*$", "");
        assertThat(found(BLOCK, pair.translated, withoutComments)).isEqualTo(found(BLOCK, pair.english, withoutComments));
        assertThat(found(CODE, text(pair.translated), found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(found(CODE, text(pair.english), found -> found.group(1)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theFiguresAreThoseOfTheEnglishPage(Pair pair) {
        assertThat(figures(pair.translated)).containsExactlyInAnyOrderElementsOf(figures(pair.english)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theLinksLeadToTheSameChaptersHeadingsAndPictures(Pair pair) {
        // Only the English page links to the other languages.
        List<String> english = links(pair.english).filter(link -> !link.matches("(nl|de|fr)/[a-z-]+\\.md"))
                .map(link -> target(pair.original, link)).distinct().toList();
        List<String> translated = links(pair.translated).toList();
        assertThat(translated.stream().map(link -> target(pair.file, link)).distinct()).containsExactlyInAnyOrderElementsOf(english);
        assertThat(translated).noneMatch(link -> isTranslated(pair.file, link));
    }

    /** Returns the file to which a link on a page leads and, of a link to a heading, the English heading's anchor. */
    private static String target(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (parts.length == 1) {
            return file.getFileName().toString();
        }
        String english = names().filter(name -> CHAPTERS.resolve(name).equals(file)).map(name -> pair(name).english)
                .findFirst().orElseGet(() -> read(file));
        // Each language has its own countries.
        String translated = file.endsWith("countries.md") ? read(file).replaceAll("(?m)^### .*", "") : read(file);
        return file.getFileName() + "#" + ManualTest.anchors(english).get(ManualTest.anchors(translated).indexOf(parts[1]));
    }

    /** Whether a link leads to an English page of which the language of the page has a translation. */
    private static boolean isTranslated(Path page, String link) {
        String name = page.getParent().getFileName() + link.split("#", 2)[0].replaceFirst("^\\.\\.", "");
        return link.startsWith("../") && names().anyMatch(name::equals);
    }

    /** An owner looks up what the screen or the result on the stick has said. */
    @ParameterizedTest
    @ValueSource(strings = {"nl", "de", "fr"})
    void troubleshootingQuotesTheScreenWordForWord(String language) {
        String said = Stream.of("src/main/resources/org/dbusp1/base/problem", "src/main/resources/org/dbusp1/app/report", "venus/gx/lib")
                .map(folder -> PLACEHOLDER.matcher(read(Path.of(folder, "texts_" + language + ".properties"))).replaceAll("..."))
                .collect(Collectors.joining()).replace('\u00a0', ' ');
        List<String> quoted = read(CHAPTERS.resolve(language + "/troubleshooting.md")).lines().filter(line -> line.startsWith("|"))
                .flatMap(line -> found(QUOTED, line, found -> found.group(1)).stream()).toList();
        assertThat(quoted).allMatch(said::contains);
    }

    /** A language has its countries besides, as sections of the third level. */
    @ParameterizedTest
    @ValueSource(strings = {"nl", "de", "fr"})
    void metersHaveEachSectionOfTheEnglishPage(String language) {
        String english = read(CHAPTERS.resolve("countries.md"));
        String translated = read(CHAPTERS.resolve(language + "/countries.md"));
        Pattern head = Pattern.compile("(?m)^##? .+");
        assertThat(found(head, translated, MatchResult::group)).hasSameSizeAs(found(head, english, MatchResult::group));
        assertThat(found(BLOCK, translated, found -> found.group(1))).isEqualTo(found(BLOCK, english, found -> found.group(1)));
        Function<String, String> cables = page -> page.substring(page.indexOf("|---|---|---|---|---|"));
        assertThat(found(ROW, cables.apply(translated), MatchResult::group))
                .isEqualTo(found(ROW, cables.apply(english), MatchResult::group));
        assertThat(figures(cables.apply(translated))).containsExactlyInAnyOrderElementsOf(figures(cables.apply(english))).isNotEmpty();
    }

    /** What owners look for with a word of their own, on a page of their language: the search finds sections that hold it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | Fronius, on one phase, charging point, heat pump, summer time, Windows, Docker, add-on, VRM, updates itself, Multi RS
            nl | Fronius, op \u00e9\u00e9n fase, laadpaal, warmtepomp, zomertijd, Windows, Docker, VRM, werkt zichzelf bij, Multi RS
            de | Fronius, an einer, Wallbox, W\u00e4rmepumpe, Sommerzeit, Windows, Docker, VRM, aktualisiert sich selbst, Multi RS
            fr | Fronius, sur une phase, borne de recharge, pompe \u00e0 chaleur, heure d'\u00e9t\u00e9, Windows, Docker, VRM, tout seul
            """)
    void ownersFindWhatTheyLookFor(String language, String words) throws IOException {
        Path folder = language.equals("en") ? CHAPTERS : CHAPTERS.resolve(language);
        String pages;
        try (Stream<Path> files = Files.list(folder)) {
            pages = files.filter(file -> file.toString().endsWith(".md")).map(TranslationsTest::read).collect(Collectors.joining());
        }
        assertThat(pages).contains(words.split(", "));
    }

    /** Before anything else the page for owners says that nothing can be installed yet. */
    @Test
    void theFirstWordsWarn() {
        assertThat(Stream.concat(Stream.of(""), LANGUAGES.stream().map(language -> language + "/"))
                .map(folder -> read(CHAPTERS.resolve(folder + "gx-install.md"))))
                .allMatch(text -> STRONG.matcher(text.substring(0, text.indexOf("\n## "))).find());
    }

    /** A sentence that was changed in English alone would leave the other languages with the old one. */
    @Test
    void noTranslationIsOlderThanItsEnglish() throws Exception {
        assertThat(Ended.of(new ProcessBuilder("venus/build/translated")).well()).isEmpty();
    }

    /** The front page begins with the languages. */
    @Test
    void everyLanguageIsReached() {
        for (String language : LANGUAGES) {
            assertThat(read(Path.of("README.md")).lines().limit(3))
                    .anyMatch(line -> line.contains("](" + CHAPTERS + "/" + language + "/index.md)"));
        }
    }

    /** Browsers and readers of screens pronounce and translate a page by the language that it names. */
    @Test
    void everyPageOfTheSiteNamesItsLanguageAndTheRepository(@TempDir Path site) throws Exception {
        String made = "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head></head><ul class=\"breadcrumb\"></ul>"
                + "<main><h1>Use</h1></main></html>";
        Path english = Files.writeString(site.resolve("use.html"), made);
        Path dutch = Files.writeString(Files.createDirectory(site.resolve("nl")).resolve("use.html"), made);
        assertThat(finish(site, "address=")).isEmpty();
        String script = "<script src=\"search.js\" defer=\"defer\"></script></head>";
        assertThat(english).hasContent(made.replace("</head>", script));
        assertThat(read(dutch)).isEqualTo(made.replace("\"en\"", "\"nl\"").replace("</head>", script.replace("search.js", "../search.js")));

        assertThat(finish(site, "address=https://github.com/OWNER/dbus-p1")).isEmpty();
        assertThat(read(english)).contains("lang=\"en\"", "<a href=\"https://github.com/OWNER/dbus-p1\">Repository</a>",
                "<a href=\"https://github.com/OWNER/dbus-p1/releases\">Releases</a>").containsOnlyOnce("search.js");
    }

    /** Maven's anchors of headings are others than the repository's, and it rewrites the letters of a link that are not ASCII. */
    @Test
    void linksOfTheSiteLeadToHeadings(@TempDir Path site) throws Exception {
        String made = "<html lang=\"en\"><head></head><main><a id=\"R.C3.A9glages_d.27ESS\"></a>\n<h2>R&#xe9;glages d'ESS</h2>"
                + "<a href=\"%s#r.C3.A9glages-dess\">ESS</a></main></html>";
        Path page = Files.writeString(site.resolve("use.html"), made.formatted(""));
        Path other = Files.writeString(site.resolve("index.html"), made.formatted("use.md"));
        assertThat(finish(site, "address=")).isEmpty();
        assertThat(finish(site, "address=")).as("again").isEmpty();
        assertThat(page).content().contains("<a href=\"#R.C3.A9glages_d.27ESS\">");
        assertThat(other).content().contains("<a href=\"use.html#R.C3.A9glages_d.27ESS\">");

        Files.writeString(page, made.formatted("").replace("R&#xe9;glages", "Autres r&#xe9;glages"));
        Ended ended = finished(site, "address=");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("use.html links to #r\u00e9glages-dess");
    }

    /** On a phone the menu is below the text: the first line leads to it, and to each heading of a page with many. */
    @Test
    void aPhoneFindsTheMenuAndTheHeadings(@TempDir Path site) throws Exception {
        String made = "<html lang=\"en\"><head></head><ul class=\"breadcrumb\"></ul><div id=\"leftColumn\"></div><main><h1>Gebruiken</h1>%s"
                + "</main></html>";
        String four = "<a id=\"A\"></a><h2>A &amp; b</h2><h2>B</h2><h2>C</h2><h3>c</h3><h2>D</h2>";
        Path few = Files.writeString(Files.createDirectory(site.resolve("nl")).resolve("few.html"), made.formatted(four));
        Path many = Files.writeString(site.resolve("nl/many.html"), made.formatted(four + "<a id=\"E\"></a><h2>E</h2>"));
        assertThat(finish(site, "address=")).isEmpty();
        String once = read(many);
        assertThat(finish(site, "address=")).as("again").isEmpty();
        assertThat(many).hasContent(once);
        assertThat(once).contains("<li class=\"contents\"><a href=\"#leftColumn\">Inhoud</a>")
                .contains("</h1><nav class=\"headings\" aria-label=\"Inhoud\"><ul><li><a href=\"#A\">A &amp; b</a></li>")
                .contains("<li><a href=\"#E\">E</a></li></ul></nav>").doesNotContain(">c</a>");
        assertThat(few).content().contains("#leftColumn").doesNotContain("<nav");
    }

    private static String finish(Path site, String address) throws Exception {
        return finished(site, address).well();
    }

    private static Ended finished(Path site, String address) throws Exception {
        return Ended.of(new ProcessBuilder("venus/build/finish_site.py", site.toString(), address));
    }

    private static String text(String page) {
        return BLOCK.matcher(page).replaceAll("");
    }

    private static List<String> figures(String page) {
        String text = LINK.matcher(CODE.matcher(text(page)).replaceAll("")).replaceAll("");
        return found(FIGURE, text, found -> found.group().replace(',', '.'));
    }

    private static Stream<String> links(String page) {
        return LINK.matcher(page).results().map(found -> found.group(1));
    }
}
