package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.assembly.Chapters;
import org.dbusp1.output.OutputConfig;
import org.junit.jupiter.api.Test;

/**
 * Compares the words for which the launcher adds libraries with the keys of the outputs; writes them where
 * {@code -Dreference=write} is given.
 */
class LauncherWordsTest {
    private static final Path LAUNCHER = Path.of("venus/dbus-p1");
    private static final Pattern WORDS = Pattern.compile("(?<=grep -oiE '\\()[a-z|]+(?=\\)\\[\\._]\\|)");

    @Test
    void theLauncherAddsLibrariesForEachOutputThatNeedsThem() throws IOException {
        String words = Chapters.outputs().stream().filter(OutputConfig::needsLibraries).flatMap(output -> output.keys().stream())
                .map(key -> key.name().split("\\.")[0]).distinct().collect(Collectors.joining("|"));
        String launcher = Files.readString(LAUNCHER);
        if (System.getProperty("reference", "").equals("write")) {
            Files.writeString(LAUNCHER, WORDS.matcher(launcher).replaceFirst(words));
        }

        Matcher found = WORDS.matcher(Files.readString(LAUNCHER));
        assertThat(found.find()).isTrue();
        assertThat(found.group()).as("%s is old: run venus/build/reference", LAUNCHER).isEqualTo(words);
    }
}
