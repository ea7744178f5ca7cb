package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One thing has one name in the code. Prose, such as comments and messages, is not read. */
class WordsTest {
    private static final Path MAIN = Path.of("src/main/java/org/dbusp1");
    private static final List<Path> ALL = List.of(MAIN, Path.of("src/simulator/java"), Path.of("src/fleet/java"));

    /** The words of which each means one thing: in names of classes, in these packages only. */
    private static final Map<String, Set<String>> OF_PACKAGES = table("""
            Backoff    -> process
            Dialect    -> meter
            Follow     -> ess.follow feedback
            Follower   -> ess.follow
            Guard      -> guard
            Ledger     -> energy driver
            Limiter    -> ess.limit feedback meter demand
            Problem    -> problem process
            Redaction  -> report
            Replay     -> source config
            Snapshot   -> meter
            Tariff     -> demand meter
            Verdict    -> guard feedback
            Window     -> frame energy demand
            """);

    /** Words that no name has, and the word that has their meaning. */
    private static final Map<String, Set<String>> INSTEAD = table("""
            absurd     -> outlier
            alone      -> only
            anonymous  -> redacted
            behind     -> after
            beside     -> with
            feed       -> accept
            judge      -> accept
            kept       -> stored held withinLimit
            look       -> poll parse
            nobody     -> none
            place      -> position offset
            played     -> replayed
            sentence   -> description
            somebody   -> another
            take       -> accept
            taken      -> accepted
            tuner      -> probe
            wants      -> accepts
            """);
    /** Names of Java's libraries. */
    private static final Set<String> NOT_OURS = Set.of("takeWhile");

    private static final Pattern PROSE = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"|'(\\\\.|[^'\\\\])+'|/\\*.*?\\*/|//[^\\n]*"
                    + "|(?m)^(import|package) [^\\n]*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");

    private static Map<String, Set<String>> table(String text) {
        return text.lines().map(row -> row.strip().split("\\s*->\\s*"))
                .collect(Collectors.toMap(row -> row[0], row -> Set.of(row[1].split(" ")), (one, other) -> one, TreeMap::new));
    }

    /** Returns the code of each class below a folder, without its prose. */
    private static Map<Path, String> code(Path folder) throws IOException {
        Map<Path, String> code = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(path -> path.toString().endsWith(".java")).toList()) {
                code.put(MAIN.relativize(file), PROSE.matcher(Files.readString(file)).replaceAll(" "));
            }
        }
        assertThat(code).as("classes below %s", folder).isNotEmpty();
        return code;
    }

    private static List<String> words(String name) {
        return WORD.matcher(name).results().map(MatchResult::group).toList();
    }

    @Test
    void aWordOfOneMeaningIsInTheNamesOfItsPackagesOnly() throws IOException {
        List<String> strangers = new ArrayList<>();
        code(MAIN).forEach((file, code) -> {
            Path folder = file.getParent();
            String own = folder == null ? "" : folder.toString().replace('/', '.');
            TYPE.matcher(code).results().map(type -> type.group(1)).forEach(type -> words(type).stream()
                    .filter(word -> !OF_PACKAGES.getOrDefault(word, Set.of(own)).contains(own))
                    .forEach(word -> strangers.add(file + ": " + type + ", but " + word + " is in " + OF_PACKAGES.get(word))));
        });
        assertThat(strangers).isEmpty();
    }

    @Test
    void noNameHasAWordOfWhichAnotherHasTheMeaning() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path folder : ALL) {
            code(folder).forEach((file, code) -> NAME.matcher(code).results().map(MatchResult::group)
                    .filter(name -> !NOT_OURS.contains(name)).forEach(name -> words(name).stream()
                            .map(word -> word.toLowerCase(Locale.ROOT)).filter(INSTEAD::containsKey)
                            .forEach(word -> found.add(file + ": " + name + ", say " + INSTEAD.get(word)))));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void eachWordIsInTheNameOfAClassOfEachOfItsPackages() throws IOException {
        Map<String, Set<String>> unused = new TreeMap<>();
        Map<Path, String> all = code(MAIN);
        OF_PACKAGES.forEach((word, packages) -> packages.stream().filter(one -> all.entrySet().stream()
                .filter(entry -> Path.of(one.replace('.', '/')).equals(entry.getKey().getParent()))
                .noneMatch(entry -> TYPE.matcher(entry.getValue()).results().anyMatch(type -> words(type.group(1)).contains(word))))
                .forEach(one -> unused.merge(word, Set.of(one), (before, more) -> Stream.concat(before.stream(), more.stream())
                        .collect(Collectors.toSet()))));
        assertThat(unused).isEmpty();
    }
}
