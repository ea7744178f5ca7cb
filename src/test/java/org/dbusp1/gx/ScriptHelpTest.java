package org.dbusp1.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The help of the scripts that people run. */
class ScriptHelpTest {
    private static final int COLUMNS = 80;
    private static final Path LAUNCHER = Path.of("venus/dbus-p1");

    static Stream<Path> scripts() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("venus"))) {
            return files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file) && !file.equals(LAUNCHER)
                    && !file.toString().contains(".")).sorted()
                    .toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void fitsIntoATerminalOfEightyColumns(Path script) throws Exception {
        Process help = new ProcessBuilder(script.toString(), "--help").redirectErrorStream(true).start();
        String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(help.waitFor()).isZero();
        assertThat(text).startsWith("Usage: " + script).contains("\nExit status: 0 ");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(COLUMNS));
    }
}
