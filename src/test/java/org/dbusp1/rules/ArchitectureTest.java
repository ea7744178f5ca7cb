package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the chapters about the architecture and a fleet's figures, and CONTRIBUTING.md, name classes, methods, packages and files that are there. */
class ArchitectureTest {
    private static final Path CHAPTER = Path.of("src/site/markdown/architecture.md");
    private static final List<Path> OTHERS = List.of(Path.of("src/site/markdown/fleet-figures.md"), Path.of("CONTRIBUTING.md"));
    /** A class, or a member of one, in the style of code; words in capitals are none. */
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?`");
    private static final Pattern FILE = Pattern.compile("`((?:src|venus|serial-starter|\\.ci)(?:/[\\w.-]+)*|[a-z]+\\.xml)[^`]*`");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.]+)` \\| [^|]+ \\| ([^|]*)\\|");

    /** The source files of main and of the tests, by name; read once, since the chapter names some hundred classes. */
    private static final Map<String, List<Path>> SOURCES = sources();

    private static String chapter() throws IOException {
        return Files.readString(CHAPTER);
    }

    private static String all() throws IOException {
        return chapter() + OTHERS.stream().map(ArchitectureTest::text).collect(Collectors.joining());
    }

    private static Map<String, List<Path>> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.groupingBy(file -> file.getFileName().toString()));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** The sources of the classes of this name, of main and of the tests. */
    private static List<String> sources(String type) {
        return SOURCES.getOrDefault(type + ".java", List.of()).stream().map(ArchitectureTest::text).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Whether the class has a method, constant or type of this name. */
    private static boolean has(String type, String member) {
        Pattern declared = Pattern.compile("(?m)^ {4,}(?!return\\b|new\\b|throw\\b)[\\w<>\\[\\],.?@ ]*[\\w>\\]] " + member + "\\([^;]*?(?:\\{|;)"
                + "|\\b(?:class|record|interface|enum) " + member + "\\b"
                + "|^ {4,}[\\w<>\\[\\],.? ]+ " + member + " ?=");
        return sources(type).stream().anyMatch(text -> declared.matcher(text).find());
    }

    @Test
    void everyClassAndMethodNamedIsThere() throws IOException {
        int names = 0;
        for (Matcher name = NAME.matcher(all()); name.find(); names++) {
            assertThat(sources(name.group(1))).as("a class: %s", name.group()).isNotEmpty();
            if (name.group(2) != null) {
                assertThat(has(name.group(1), name.group(2))).as("a member: %s", name.group()).isTrue();
            }
        }
        assertThat(names).isGreaterThan(100);
    }

    @Test
    void whatIsGoneIsFound() {
        assertThat(sources("NoSuchClass")).isEmpty();
        assertThat(has("Main", "run")).isTrue();
        assertThat(has("Main", "walk")).isFalse();
        assertThat(has("Main", "execute")).as("called there, but declared in another class").isFalse();
        assertThat(has("Frame", "Format")).isTrue();
    }

    @Test
    void everyFileNamedIsThere() throws IOException {
        List<String> files = FILE.matcher(all()).results().map(found -> found.group(1)).toList();
        assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(Path.of(file)).exists());
    }

    @Test
    void thePackagesAndTheirArrowsAreThoseOfTheCode() throws IOException {
        Map<String, Set<String>> told = new TreeMap<>();
        for (Matcher row = ROW.matcher(chapter()); row.find();) {
            told.put(row.group(1), Arrays.stream(row.group(2).strip().split(", ")).map(name -> name.replace("`", ""))
                    .filter(name -> !name.isEmpty()).collect(Collectors.toSet()));
        }
        assertThat(told).isEqualTo(ArrowsTest.MAY_USE);
    }
}
