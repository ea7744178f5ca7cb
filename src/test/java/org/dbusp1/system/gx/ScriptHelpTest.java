package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The help of the scripts that people run. */
class ScriptHelpTest {
    private static final int COLUMNS = 80;
    private static final Path LAUNCHER = Path.of("venus/dbus-p1");

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("venus"))) {
            return files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file) && !file.equals(LAUNCHER)).sorted()
                    .toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void fitsIntoATerminalOfEightyColumns(Path script) throws Exception {
        fits(Path.of(""), script.toString());
    }

    /** On a GX device these lie next to the launcher. */
    @ParameterizedTest
    @ValueSource(strings = {"install", "enable", "disable", "uninstall", "status", "configure"})
    void thatOfAGxDeviceFitsToo(String script, @TempDir Path package_) throws Exception {
        VenusPackage.make(package_, "1");

        fits(package_, "venus/" + script);
    }

    private static void fits(Path folder, String script) throws Exception {
        Ended help = Ended.of(new ProcessBuilder("./" + script, "--help").directory(folder.toAbsolutePath().toFile()));

        assertThat(help.well()).startsWith("Usage: " + script).contains("\nExit status: 0 ");
        assertThat(help.output().lines()).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(COLUMNS));
    }
}
