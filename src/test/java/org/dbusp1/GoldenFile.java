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

    public static boolean isWritten() {
        return System.getProperty("golden", "").equals("write");
    }

    public static void compare(Path file, String present) throws IOException {
        if (isWritten()) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, present);
        }
        assertThat(file).as("no golden file of a new meter: run venus/check").exists();
        String golden = Files.readString(file);
        assertThat(difference(golden, present)).as("%s: if the change means it, run venus/check and review the difference", file)
                .isEmpty();
        assertThat(present.equals(golden)).as("the order of the lines in %s", file).isTrue();
    }

    /** A file of a meter that is not simulated any more would never be compared: where files are written, it is deleted. */
    public static void assertNoOthers(Path folder, Stream<String> names) throws IOException {
        Set<String> known = names.map(name -> name + ".txt").collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> others = files.filter(Files::isRegularFile).filter(file -> !known.contains(file.getFileName().toString())).toList();
            if (isWritten()) {
                for (Path file : others) {
                    Files.delete(file);
                }
            } else {
                assertThat(others).as("of no meter that is simulated: run venus/check").isEmpty();
            }
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
