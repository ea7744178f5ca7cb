package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {
    @TempDir
    private Path root;

    /**
     * No text names a page that the screen does not have: before v3.70, on models with only the classic screen before v3.80, and where the
     * pages are switched off.
     */
    @ParameterizedTest
    @CsvSource({"v2.94, true, true, false", "v3.60~17, true, true, false", "v3.67, true, true, false", "v3.70~1, true, true, true",
        "v3.70, true, true, true", "v3.79, true, true, true", "v3.80, true, true, true", "v3.100, true, true, true",
        "v4.00, true, true, true", "v3.67, false, true, false", "v3.70, false, true, false", "v4.00, false, true, false",
        "v3.70~1, true, false, false", "v3.70, true, false, false", "v3.79~4, true, false, false", "v3.80~33, true, false, true",
        "v3.80, true, false, true", "'', false, false, true"})
    void knowsScreensWithoutOurPages(String version, boolean linked, boolean startGui, boolean shown) throws IOException {
        if (startGui) {
            Files.createDirectories(root.resolve("service/start-gui"));
        }
        Path enabled = Files.createDirectories(root.resolve("data/apps/enabled"));
        if (linked) {
            Files.createSymbolicLink(enabled.resolve("dbus-p1"), Path.of("../available/dbus-p1"));
        }
        Files.writeString(Files.createDirectories(root.resolve("opt/victronenergy")).resolve("version"), version + "\nVictron Energy\n");

        assertThat(Program.showsPages(root)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p1.log", "my log.gz", "it's.gz", "a;b", "$HOME", "~", "", "*", "a\\b", "\"q\"", "(1).gz", "a\nb"})
    void aShellReadsAQuotedWordAsItWas(String word) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", "printf %s " + Program.quoted(word));
        assertThat(Ended.of(shell)).isEqualTo(new Ended(0, word));
        assertThat(Program.quoted("/srv/zähler-2.d/p1=a,b:c@d%+_.log")).as("no quotes without need").isEqualTo("/srv/zähler-2.d/p1=a,b:c@d%+_.log");
    }

    @ParameterizedTest
    @CsvSource({"run p1.log --speed=max, dbus-p1 run - --speed=max", "run --source=p1.log, dbus-p1 run --source=-", "--wait, dbus-p1 --wait -",
        "run --config=my.properties, dbus-p1 run --config=my.properties -",
        "run p1.log --mqtt.url=mqtt://me:word@host, dbus-p1 run - --mqtt.url=mqtt://...@host"})
    void repeatsTheLineItWasCalledBy(String line, String repeated) {
        Program.calledAs(List.of(line.split(" ")));
        assertThat(Program.calledWith("-", "p1.log")).isEqualTo(repeated);
    }

    /** Neither a folder /data alone is Venus OS, nor a PC with a folder of Victron's programs. */
    @ParameterizedTest
    @CsvSource({"data opt/victronenergy, true", "data etc/venus, true", "data, false", "opt/victronenergy etc/venus, false"})
    void knowsVenusOsByItsPaths(String paths, boolean isVenusOs) throws IOException {
        for (String path : paths.split(" ")) {
            Files.createDirectories(root.resolve(path));
        }

        assertThat(Program.isVenusOs(root)).isEqualTo(isVenusOs);
        assertThat(Program.stateDirectory(root, Map.of()).startsWith(root.resolve("data"))).isEqualTo(isVenusOs);
    }

    @Test
    void namesPagesOnAnotherMachine() {
        assertThat(Program.showsPages(root)).isTrue();
    }
}
