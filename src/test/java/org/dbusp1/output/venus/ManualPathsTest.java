package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.output.venus.VenusSettings.Role;
import org.junit.jupiter.api.Test;

/** Holds the manual's list of paths against the tables. */
class ManualPathsTest {
    private static final Pattern PATH = Pattern.compile("`(/[A-Z][A-Za-z0-9]*(?:/[A-Z0-9][A-Za-z0-9]*)*)`");

    @Test
    void theManualNamesEveryPathAndNoOther() throws IOException {
        Stream<String> meter = Arrays.stream(Role.values()).flatMap(role -> GridPaths.of(role).stream()).map(PathDefinition::path);
        Stream<String> behind = Stream.of(MBusServices.PULSEMETER, MBusServices.GASMETER)
                .flatMap(rows -> rows.stream().map(PathDefinition::path));

        Set<String> served = Stream.concat(meter, behind).map(ManualPathsTest::general).collect(Collectors.toCollection(TreeSet::new));

        assertThat(named("gx-paths")).isEqualTo(served);
        assertThat(served).containsAll(named("gx-use")).containsAll(named("gx-install"));
    }

    private static Set<String> named(String chapter) throws IOException {
        return PATH.matcher(Files.readString(Path.of("src/site/markdown/" + chapter + ".md"))).results()
                .map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** One line of the manual is for all phases, or all tariffs. */
    private static String general(String path) {
        return path.replaceAll("/L[123]/", "/Lx/").replaceAll("/T[1-6]$", "/Tn");
    }
}
