package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pictures of the papers are those of the folder, and those that the script makes. */
class PicturesTest {
    private static final Path FOLDER = Path.of("src/site/markdown/images");
    private static final Path SCRIPT = Path.of("venus/build/pictures");
    private static final Pattern LINK = Pattern.compile("images/([a-z-]+)\\.png");
    private static final Pattern MADE = Pattern.compile("'(gx-[a-z-]+)'|WEB = '([a-z-]+)'");

    private static Set<String> names(Path file, Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(file)).results()
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2)).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachPictureIsUsedAndMade() throws IOException {
        Set<String> there;
        try (Stream<Path> files = Files.list(FOLDER)) {
            there = files.map(file -> file.getFileName().toString().replace(".png", "")).collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> used = names(Path.of("README.md"), LINK);
        for (Path chapter : ManualTest.translated()) {
            used.addAll(names(chapter, LINK));
        }
        assertThat(there).hasSizeGreaterThan(5).isEqualTo(used).isEqualTo(names(SCRIPT, MADE));
    }
}
