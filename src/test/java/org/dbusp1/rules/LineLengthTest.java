package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lines of the sources have at most the columns of .editorconfig, so that two files fit beside each other on a screen. */
class LineLengthTest {
    private static final Path SOURCES = Path.of("src/main/java/org/dbusp1");
    private static final Path SIMULATOR = Path.of("src/simulator/java/org/dbusp1");
    /** The table of keys: what a key means stands in one line, as in the manual. */
    private static final Path TABLE = SOURCES.resolve("config/Keys.java");
    private static final int COLUMNS = 120;

    @Test
    void noLineIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        int files = 0;
        try (Stream<Path> all = Stream.concat(Files.walk(SOURCES), Files.walk(SIMULATOR))) {
            for (Path file : all.filter(path -> path.toString().endsWith(".java")).toList()) {
                if (!file.equals(TABLE)) {
                    addLongLines(file, tooLong);
                    files++;
                }
            }
        }
        assertThat(files).isPositive();
        assertThat(tooLong).isEmpty();
    }

    /** Text blocks are exempt: telegrams stand in them as meters send them. */
    private static void addLongLines(Path file, List<String> tooLong) throws IOException {
        boolean block = false;
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.length() > COLUMNS && !block) {
                tooLong.add(file + ":" + (i + 1));
            }
            block ^= line.split("\"\"\"", -1).length % 2 == 0;
        }
    }
}
