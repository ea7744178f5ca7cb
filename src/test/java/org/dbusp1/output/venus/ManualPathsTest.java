package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the paths that chapters of the manual name against the tables; the reference has all of them. */
class ManualPathsTest {
    private static final Pattern PATH = Pattern.compile("`(/[A-Z][A-Za-z0-9]*(?:/[A-Z0-9][A-Za-z0-9]*)*)`");

    @Test
    void aPathThatAChapterNamesIsServed() throws IOException {
        assertThat(named("gx-paths")).isNotEmpty();
        assertThat(PathRows.all().keySet()).containsAll(named("gx-paths")).containsAll(named("gx-use")).containsAll(named("gx-install"));
    }

    private static Set<String> named(String chapter) throws IOException {
        return PATH.matcher(Files.readString(Path.of("src/site/markdown/" + chapter + ".md"))).results()
                .map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
