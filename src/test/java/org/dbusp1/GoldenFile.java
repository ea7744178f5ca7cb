package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A file with what a test saw last, below src/test/resources/golden; {@code -Dgolden=write} writes it. */
public final class GoldenFile {
    private GoldenFile() {
    }

    public static void compare(Path file, String present) throws IOException {
        if (System.getProperty("golden", "").equals("write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, present);
        }
        assertThat(file).as("no golden file of a new meter: run venus/build/golden").exists();
        String golden = Files.readString(file);
        assertThat(difference(golden, present)).as("%s: if the change means it, run venus/build/golden and review the difference", file)
                .isEmpty();
        assertThat(present.equals(golden)).as("the order of the lines in %s", file).isTrue();
    }

    /** A file of a meter that is not simulated any more would never be compared. */
    public static void assertNoOthers(Path folder, Stream<String> names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .isSubsetOf(names.map(name -> name + ".txt").collect(Collectors.toSet()));
        }
    }

    private static List<String> difference(String golden, String present) {
        return Stream.concat(without(golden, present).map(line -> "- " + line), without(present, golden).map(line -> "+ " + line))
                .limit(40).toList();
    }

    /** Returns the lines of the one text that the other has not. */
    private static Stream<String> without(String text, String other) {
        Set<String> lines = other.lines().collect(Collectors.toSet());
        return text.lines().filter(line -> !lines.contains(line));
    }
}
