package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each package tells a newcomer in one to three sentences what is in it, and what is not. */
class PackageInfoTest {
    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("src/simulator/java"));
    private static final Pattern INFO =
            Pattern.compile("/\\*\\*\n((?: \\* .+\n)+) \\*/\npackage ([a-z0-9.]+);\n");
    private static final Pattern SENTENCE_END = Pattern.compile("[.](?=\\s|$)");

    static List<Path> packages() throws IOException {
        List<Path> packages = new ArrayList<>();
        for (Path root : SOURCES) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(Files::isDirectory).filter(PackageInfoTest::holdsClasses).sorted().forEach(packages::add);
            }
        }
        return packages;
    }

    private static String name(Path directory) {
        return directory.subpath(SOURCES.get(0).getNameCount(), directory.getNameCount()).toString().replace('/', '.');
    }

    private static boolean holdsClasses(Path directory) {
        String[] names = directory.toFile().list((where, name) -> name.endsWith(".java"));
        return names != null && names.length > 0;
    }

    @ParameterizedTest
    @MethodSource("packages")
    void isDescribedInOneToThreeSentences(Path directory) throws IOException {
        Path file = directory.resolve("package-info.java");
        assertThat(file).exists();
        Matcher info = INFO.matcher(Files.readString(file));
        assertThat(info.matches()).as("a comment and the package alone: %s", file).isTrue();
        assertThat(info.group(2)).isEqualTo(name(directory));
        String text = info.group(1).replaceAll("(?m)^ \\* ", "").strip();
        assertThat(text).as("whole sentences").endsWith(".");
        assertThat(SENTENCE_END.matcher(text).results().count()).as("sentences of %s", file).isBetween(1L, 3L);
    }

    @Test
    void allPackagesOfTheArrowsAreSeen() throws IOException {
        List<String> seen = packages().stream().map(PackageInfoTest::name).toList();
        String[] expected = Stream.concat(Stream.of("org.dbusp1"),
                ArrowsTest.packages().stream().map(room -> "org.dbusp1." + room)).toArray(String[]::new);
        assertThat(seen).as("%s", Arrays.toString(expected)).containsExactlyInAnyOrder(expected);
    }
}
