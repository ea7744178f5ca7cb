package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lines of all Java sources have at most the columns of .editorconfig. */
class LineLengthTest {
    private static final List<Path> SOURCES =
            Stream.of("main", "simulator", "fleet", "test", "bench").map(part -> Path.of("src", part, "java")).toList();
    private static final int COLUMNS = 140;

    @Test
    void noLineIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path source : SOURCES) {
            try (Stream<Path> all = Files.walk(source)) {
                List<Path> files = all.filter(path -> path.toString().endsWith(".java")).toList();
                assertThat(files).as("files of %s", source).isNotEmpty();
                for (Path file : files) {
                    addLongLines(file, tooLong);
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    /** Adds the long lines of a file. Text blocks are exempt: they hold telegrams as meters send them. */
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
