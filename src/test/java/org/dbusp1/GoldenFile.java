package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What tests of golden files have in common. */
final class GoldenFile {
    private GoldenFile() {
    }

    static boolean isWritten() {
        return System.getProperty("golden", "").equals("write");
    }

    /** @param name of the file, and of what is compared in it */
    static void compare(String name, String golden, String present) {
        assertThat(difference(golden, present)).as("%s: if the change means it, run venus/check and review the difference", name).isEmpty();
        assertThat(present.equals(golden)).as("the order of the lines of %s", name).isTrue();
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
