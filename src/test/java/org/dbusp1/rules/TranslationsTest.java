package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares front page, installation and use in other languages with the English ones: headings, commands, figures, rows, links. */
class TranslationsTest {
    private static final Path CHAPTERS = Path.of("src/site/markdown");
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

    private record Pair(String name, String english, Path file, String translated) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Pair> pairs() {
        return LANGUAGES.stream().flatMap(language -> Stream.of(
                frontPage(language),
                pair(language + " installation", CHAPTERS.resolve("gx-install.md"), CHAPTERS.resolve(language + "/gx-install.md")),
                use(language)));
    }

    /** Only those who work with the sources have its commands, and they read English. */
    private static Pair frontPage(String language) {
        Pair pair = pair(language + " front page", Path.of("README.md"), CHAPTERS.resolve(language + "/index.md"));
        assertThat(pair.english).contains("\n## Look at it\n");
        return new Pair(pair.name, pair.english.replaceFirst("(?s)\n## Look at it\n.*?(?=\n## )", ""), pair.file, pair.translated);
    }

    /** From a heading on, the English page is not translated. */
    private static Pair use(String language) {
        Pair pair = pair(language + " use", CHAPTERS.resolve("use.md"), CHAPTERS.resolve(language + "/use.md"));
        String from = "\n## The meter on the GX device\n";
        assertThat(pair.english).contains(from);
        return new Pair(pair.name, pair.english.substring(0, pair.english.indexOf(from)), pair.file, pair.translated);
    }

    private static Pair pair(String name, Path english, Path translated) {
        return new Pair(name, read(english), translated, read(translated));
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
    void theLinksLeadToTheSameChaptersAndPictures(Pair pair) {
        // Files next to the sources' front page would be broken links on the site; only the English page links to the other languages.
        List<String> english = links(pair.english).filter(link -> !link.matches("[A-Z]+(\\.md)?|(.*/)?(nl|de|fr)/[a-z-]+\\.md"))
                .map(TranslationsTest::name).distinct().toList();
        // What a page has only in English is on its English page.
        String own = "../" + pair.file.getFileName();
        assertThat(links(pair.translated).filter(link -> !link.equals(own) || english.contains(name(own)))
                .map(TranslationsTest::name).distinct()).containsExactlyInAnyOrderElementsOf(english);
        assertThat(links(pair.translated)).allSatisfy(link -> assertThat(pair.file.resolveSibling(link).normalize()).as(link).exists());
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

    /** The front page begins with the languages, and the menu of the site has them. */
    @Test
    void everyLanguageIsReached() {
        for (String language : LANGUAGES) {
            assertThat(read(Path.of("README.md")).lines().limit(3))
                    .anyMatch(line -> line.contains("](" + CHAPTERS + "/" + language + "/index.md)"));
            assertThat(read(Path.of("src/site/site.xml")))
                    .contains(Stream.of("index", "countries", "gx-install", "use")
                            .map(page -> "href=\"" + language + "/" + page + ".html\"").toList());
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

    private static String finish(Path site, String address) throws Exception {
        return Ended.of(new ProcessBuilder("venus/build/finish_site.py", site.toString(), address)).well();
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

    private static String name(String link) {
        return link.substring(link.lastIndexOf('/') + 1);
    }
}
