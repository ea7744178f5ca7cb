package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of the sources have at most the columns of .editorconfig, so that two files fit beside each other on a screen. */
class LineLengthTest {
    private static final Path SOURCES = Path.of("src/main/java/org/dbusp1");
    private static final int COLUMNS = 120;

    @ParameterizedTest
    @ValueSource(strings = {"check", "cipher", "decode", "frame", "guard", "meter", "output/csv", "output/dsmrreader",
            "output/http", "process", "rawlog", "report", "source"})
    void noLineIsTooLong(String room) throws IOException {
        List<String> tooLong = new ArrayList<>();
        int files = 0;
        try (Stream<Path> all = Files.walk(SOURCES.resolve(room))) {
            for (Path file : all.filter(path -> path.toString().endsWith(".java")).toList()) {
                addLongLines(file, tooLong);
                files++;
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
