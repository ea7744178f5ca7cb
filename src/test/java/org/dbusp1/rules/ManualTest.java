package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.app.command.Commands;
import org.dbusp1.app.command.RunCommand;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.process.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Checks the front page, the other papers next to it, and the chapters of the manual against the program. */
class ManualTest {
    private static final Path FRONT_PAGE = Path.of("README.md");
    private static final List<Path> TOP = List.of(FRONT_PAGE, Path.of("CONTRIBUTING.md"), Path.of("SECURITY.md"));
    private static final Path CHAPTERS = Path.of("src/site/markdown");
    private static final List<String> LANGUAGES = List.of("nl", "de", "fr");
    private static final Path OVERVIEW = CHAPTERS.resolve("index.md");
    /** A long table for developers, which the menu leaves out. */
    private static final String UNLISTED = "developers/faults.md";
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9.-]*");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\n(.*?)^ *```$");
    private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern FILE = Pattern.compile("`((?:src|venus|serial-starter|\\.ci)(?:/[\\w.-]+)*)[^`]*`");
    private static final Pattern NAME = Pattern.compile(
            "[\\w./-]*\\w\\.(?:json|md|ya?ml|xml|java|py|sh|js|css|sql|qml|txt|properties|cable|key)");
    /** Names that an owner may choose, and files of programs that are not part of the project. */
    private static final Set<String> OF_OTHERS = Set.of("dbus-p1.E0034007410.properties", "p1.key", "config.xml", "configuration.yaml",
            "evcc.yaml", "prometheus.yml");
    private static final Pattern MENU = Pattern.compile("<item name=\"[^\"]+\" href=\"([a-z/-]+)\\.html\"[^>]*>");

    static List<Path> chapters() throws IOException {
        return translated().stream()
                .filter(file -> LANGUAGES.stream().noneMatch(language -> file.startsWith(CHAPTERS.resolve(language)))).toList();
    }

    private static final Pattern PROGRAM = Pattern.compile("(?:^(?:[A-Z_]+=[^ ]+ )*|.*venus/|/data/dbus-p1/)dbus-p1 (?=[a-z/-])");
    private static final String PART = "\\*([^*→]+)\\*";
    private static final Pattern PART_AFTER_LINK = Pattern.compile("\\]\\([^)]+\\)(?: \\([^)]*\\))?,? "
            + "(?:section|deel|Abschnitt|under|onder|unter|sous|in) " + PART);
    private static final Pattern PART_BEFORE_LINK = Pattern.compile(PART + " (?:in|of|van|von|de|dans) \\[");
    private static final Pattern PART_OF_PAGE = Pattern.compile("(?:[Ss]ee|[Ss]iehe|[Zz]ie|[Vv]oir|[Cc]olumn|[Ss]palte|[Kk]olom|[Cc]olonne) " + PART);

    /** The chapters and their translations. */
    static List<Path> translated() throws IOException {
        try (Stream<Path> files = Files.walk(CHAPTERS)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    static List<Path> linked() throws IOException {
        return Stream.concat(TOP.stream(), translated().stream()).toList();
    }

    static List<Path> pages() throws IOException {
        return Stream.concat(TOP.stream(), chapters().stream()).toList();
    }

    private static String chapter(String name) throws IOException {
        return Files.readString(CHAPTERS.resolve(name + ".md"));
    }

    private static String all() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path page : pages()) {
            all.append(Files.readString(page)).append('\n');
        }
        return all.toString();
    }

    @Test
    void everyOptionNamedExists() throws IOException {
        // Of mosquitto_sub, which deletes what a broker retains, and of Docker.
        Set<String> known = new TreeSet<>(Set.of("--remove-retained", "--retained-only", "--platform"));
        commands().values().forEach(command -> known.addAll(command.getCommandSpec().optionsMap().keySet()));
        try (Stream<Path> scripts = Files.walk(Path.of("venus"))) {
            for (Path script : scripts.filter(Files::isRegularFile).toList()) {
                known.addAll(optionsIn(Files.readString(script)));
            }
        }
        assertThat(known).containsAll(optionsIn(all()));
    }

    @ParameterizedTest
    @MethodSource("linked")
    void everyCommandLineParses(Path page) throws IOException, UserException {
        String text = Files.readString(page);
        for (String line : Stream.concat(blocks(text).stream(), inline(text).stream()).toList()) {
            Matcher program = PROGRAM.matcher(line);
            String command = program.lookingAt() ? line.substring(program.end()).split("[<>|#]", 2)[0].strip().replace("$PWD", "/home/me") : "";
            // One word is the name of a command, whose arguments are said elsewhere.
            if (command.matches(".* .*|-.*")) {
                parse(Arrays.asList(command.split(" ")));
            }
        }
    }

    /** Fails where the command would end with status 64 or 78. */
    private static void parse(List<String> arguments) throws UserException {
        boolean isRun = arguments.get(0).equals("run") || !Commands.names().contains(arguments.get(0));
        if (!isRun || arguments.contains("--help") || arguments.contains("--version")) {
            assertThatCode(() -> Commands.commandLine(Commands.names()).parseArgs(arguments.toArray(String[]::new)))
                    .as("%s", arguments).doesNotThrowAnyException();
            return;
        }
        Map<String, String> given = RunCommand.options(arguments);
        assertThat(given).as("%s", arguments).isNotNull();
        RunOptions.of(given);
        assertThat(RunOptions.settings(given)).allSatisfy(setting -> assertThat(OutputRegistry.keys())
                .anyMatch(key -> key.name().equals(setting.key()) && key.read(setting.value()).isPresent()));
    }

    @Test
    void thereAreCommandLinesOfEveryCommand() throws IOException {
        List<String> lines = blocks(all());
        for (String command : commands().keySet()) {
            if (!command.equals("history")) {
                assertThat(lines).as("examples of %s", command).anyMatch(line -> line.contains("venus/dbus-p1 " + command));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandNamedInTheTextExists(Path page) throws IOException {
        for (String code : inline(Files.readString(page))) {
            if (code.matches("(venus/)?dbus-p1 [a-z].*")) {
                assertThat(Commands.names()).as(code).contains(code.split(" ")[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyScriptNamedExistsAndHasItsOptions(Path page) throws IOException {
        String text = Files.readString(page);
        Pattern script = Pattern.compile("^(venus|/data/dbus-p1(?:/venus)?)/([a-z]+)( .*)?");
        for (String code : Stream.concat(inline(text).stream(), blocks(text).stream()).toList()) {
            var found = script.matcher(code);
            if (found.matches()) {
                Path file = Path.of(found.group(1).equals("venus") ? "venus" : "venus/gx", found.group(2));
                assertThat(file).as(code).isRegularFile();
                if (found.group(3) != null) {
                    assertThat(optionsIn(Files.readString(file))).as(code).containsAll(optionsIn(found.group(3).split("#")[0]));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("linked")
    void everyLinkLeadsToAFile(Path page) throws IOException {
        for (String target : links(page)) {
            String[] parts = target.split("#", 2);
            Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            assertThat(file).as("%s in %s", target, page).exists();
            if (parts.length > 1) {
                assertThat(anchors(Files.readString(file))).as("headings of %s, to one of which %s links", file, page).contains(parts[1]);
            }
        }
    }

    /** A name in italics after a word such as "section" or "see", or before "in" and a link: a heading, or a column or cell of a table. */
    @ParameterizedTest
    @MethodSource("linked")
    void everyPartOfAPageThatIsNamedIsThere(Path page) throws IOException {
        String text = BLOCK.matcher(Files.readString(page)).replaceAll("");
        for (Pattern named : List.of(PART_AFTER_LINK, PART_BEFORE_LINK, PART_OF_PAGE)) {
            for (MatchResult found : named.matcher(text).results().toList()) {
                List<Path> targets = new ArrayList<>(List.of(page));
                // A part of a page that the same line links.
                int line = text.lastIndexOf('\n', found.start()) + 1;
                LINK.matcher(text.substring(line, text.indexOf('\n', found.end()))).results()
                        .map(link -> page.resolveSibling(link.group(1).split("#")[0]).normalize())
                        .filter(Files::isRegularFile).forEach(targets::add);
                assertThat(targets).as("pages with a part %s, which %s names", found.group(1), page)
                        .anySatisfy(target -> assertThat(parts(Files.readString(target))).contains(found.group(1)));
            }
        }
    }

    /** The headings of a page, and the cells of its tables. */
    private static Set<String> parts(String page) {
        return Stream.concat(Pattern.compile("(?m)^#+ +(.*)$").matcher(page).results().map(heading -> heading.group(1)),
                Pattern.compile("(?m)^ *\\|.*$").matcher(page).results().flatMap(row -> Stream.of(row.group().split("\\|"))))
                .map(String::strip).collect(Collectors.toSet());
    }

    /** Returns the anchors of a page's headings, as the repository's site shows them; finish_site.py translates them for the manual's. */
    static List<String> anchors(String page) {
        return Pattern.compile("(?m)^#+ +(.*)$").matcher(BLOCK.matcher(page).replaceAll("")).results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')).toList();
    }

    @Test
    void everyFileOfTheSourcesThatIsNamedExists() throws IOException {
        for (Path paper : papers()) {
            assertThat(FILE.matcher(Files.readString(paper)).results().map(found -> found.group(1))).as("%s", paper)
                    .allSatisfy(file -> assertThat(Path.of(file)).exists());
        }
    }

    /** A file of the sources, or one that the program or a script writes, reads or asks for, and so names too. */
    @Test
    void everyFileThatIsNamedIsKnown() throws IOException {
        Set<String> known = new TreeSet<>(OF_OTHERS);
        StringBuilder sources = new StringBuilder();
        for (String folder : List.of(".github", ".ci", "src", "venus", "serial-starter")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    known.add(file.getFileName().toString());
                    if (!file.toString().matches("src/(site/markdown|test|simulator)/.*|.*\\.(png|svg|class|gz|bin)")) {
                        sources.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        try (Stream<Path> top = Files.list(Path.of("."))) {
            top.forEach(file -> known.add(file.getFileName().toString()));
        }
        for (Path paper : papers()) {
            // A word in capitals stands for what the reader has: VERSION, NAME.
            assertThat(inline(Files.readString(paper)).stream()
                    .filter(code -> NAME.matcher(code).matches() && !code.matches(".*[A-Z]{4}.*"))
                    .map(code -> Path.of(code).getFileName().toString())
                    .filter(name -> !known.contains(name) && sources.indexOf(name) < 0)).as("files that %s names", paper).isEmpty();
        }
    }

    /** All that is written for people: the papers next to the sources, the chapters, and what those who report are asked. */
    private static List<Path> papers() throws IOException {
        try (Stream<Path> forms = Files.walk(Path.of(".github"))) {
            return Stream.of(linked().stream(), Stream.of(Path.of("venus/README.md")),
                    forms.filter(file -> file.toString().matches(".*\\.(md|yml)"))).flatMap(each -> each).toList();
        }
    }

    /** Other files than chapters, pictures and files for other programs would be broken links on the site. */
    @ParameterizedTest
    @MethodSource("translated")
    void chaptersLinkToChaptersAlone(Path chapter) throws IOException {
        for (String target : links(chapter)) {
            assertThat(target).matches("#.+|(\\.\\./)?(([a-z]+/)?[a-z-]+\\.md(#.+)?|images/[a-z0-9-]+\\.(png|svg)|(grafana|node-red|brokers)/[a-z-]+\\.\\w+)");
        }
    }

    /** One table has all chapters: that of the overview, to which the front page leads. */
    @Test
    void everyChapterIsReached() throws IOException {
        List<String> names = chapters().stream().map(file -> CHAPTERS.relativize(file).toString()).toList();
        assertThat(names).hasSizeGreaterThan(10);
        assertThat(links(FRONT_PAGE)).contains(OVERVIEW.toString());
        assertThat(links(OVERVIEW).stream().map(target -> target.replaceFirst("#.*", ""))).containsAll(names.stream().filter(name -> !name.equals("index.md")).toList());
        assertThat(MENU.matcher(Files.readString(Path.of("src/site/site.xml"))).results().map(found -> found.group(1) + ".md"))
                .containsExactlyInAnyOrderElementsOf(translated().stream().map(file -> CHAPTERS.relativize(file).toString())
                        .filter(name -> !name.equals(UNLISTED)).toList());
    }

    /** The site's generator fails there. */
    @ParameterizedTest
    @MethodSource("chapters")
    void holdsNoTags(Path chapter) throws IOException {
        assertThat(INLINE.matcher(BLOCK.matcher(Files.readString(chapter)).replaceAll("")).replaceAll("")).doesNotContain("<");
    }

    /** The form's questions name commands and chapters that are there. */
    @Test
    void theFormOfAnIssueAsksForTheReportOfCheck() throws IOException {
        String form = Files.readString(Path.of(".github/ISSUE_TEMPLATE/problem.yml"));
        assertThat(form).contains("`dbus-p1 check`").contains("`" + CHAPTERS + "/troubleshooting.md`");
        assertThat(chapter("files-and-logs")).contains("\n## A raw log of a line\n");
        assertThat(optionsIn(form)).isNotEmpty().allMatch(option -> option.equals("--version")
                || commands().values().stream().anyMatch(commandLine -> commandLine.getCommandSpec().optionsMap().containsKey(option)));
    }

    @Test
    void everyKindOfEventIsInTheTableOfNotifications() throws IOException {
        assertThat(chapter("gx-meter")).contains(Stream.of(EventType.values()).map(kind -> "\n| `" + kind.key() + "` |").toList());
    }

    @Test
    void everyLibraryOfAPackageIsNamedWithItsLicence() throws IOException {
        String table = chapter("licences");
        String build = Files.readString(Path.of("pom.xml")).replaceAll("(?s)<build>.*", "");
        List<String> shipped = Pattern.compile("(?s)<dependency>(.*?)</dependency>").matcher(build).results()
                .map(found -> found.group(1)).filter(dependency -> !dependency.matches("(?s).*<scope>(test|provided)</scope>.*"))
                .map(dependency -> dependency.replaceAll("(?s).*?<artifactId>(.*?)</artifactId>.*", "$1")).toList();
        assertThat(shipped).hasSizeGreaterThan(10).allSatisfy(artifact -> assertThat(table).contains("`" + artifact + "`"));
    }

    /** All commands, and those within them, by their names. */
    static Map<String, CommandLine> commands() {
        return Commands.commandLine(Commands.names()).getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), command.getSubcommands().values().stream()))
                .collect(Collectors.toMap(ManualTest::nameOf, command -> command, (first, second) -> first, TreeMap::new));
    }

    /** The command without the program's name. */
    private static String nameOf(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^dbus-p1 ", "");
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(Files.readString(page)).results().map(found -> found.group(1))
                .filter(target -> !target.startsWith("http")).toList();
    }

    /** The lines of blocks of shell commands. */
    private static List<String> blocks(String text) {
        List<String> lines = new ArrayList<>();
        BLOCK.matcher(text).results().filter(found -> found.group(1).equals("sh"))
                .forEach(found -> found.group(2).lines().forEach(lines::add));
        return lines;
    }

    private static List<String> inline(String text) {
        return INLINE.matcher(BLOCK.matcher(text).replaceAll("")).results().map(found -> found.group(1)).toList();
    }

    private static Set<String> optionsIn(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
