package org.dbusp1.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.app.assembly.SourceFactory;
import org.dbusp1.app.config.SourceConfig.Replay;
import org.dbusp1.app.config.SourceConfig.Serial;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceParserTest {
    @TempDir
    private Path directory;

    private static Serial port(String path) {
        return new Serial(Path.of(path));
    }

    @Test
    void eachWordNamesOneKindOfSource() {
        assertThat(SourceParser.parse("tcp://192.168.1.20:2001")).isEqualTo(new SourceConfig.Connection("192.168.1.20", 2001));
        assertThat(SourceParser.parse("tcp://[fd00::1]:2001")).isEqualTo(new SourceConfig.Connection("fd00::1", 2001));
        assertThat(SourceParser.parse("homewizard")).isEqualTo(new SourceConfig.HomeWizard(null));
        assertThat(SourceParser.parse("homewizard://p1.local")).isEqualTo(new SourceConfig.HomeWizard("p1.local"));
        assertThat(SourceParser.parse("tibber://bridge")).isEqualTo(new SourceConfig.Tibber("bridge", 1));
        assertThat(SourceParser.parse("tibber://bridge/2")).isEqualTo(new SourceConfig.Tibber("bridge", 2));
        assertThat(SourceParser.parse("https://p1/telegram")).isInstanceOf(SourceConfig.Page.class);
        assertThat(SourceParser.parse("simulate:dsmr50")).isEqualTo(new SourceConfig.Simulated("dsmr50"));
        assertThat(SourceParser.parse("-")).isEqualTo(new Replay(Path.of("-")));
    }

    /** A port may be absent, and by its USB socket it has colons in its name. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/ttyNone", "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0", "/dev/../dev/ttyNone", "/dev/null"})
    void whatLiesBelowDevIsAPort(String path) {
        assertThat(SourceParser.parse(path)).isEqualTo(port(path));
    }

    @Test
    void elsewhereACharacterDeviceIsAPortAndEverythingElseALog() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("meter"), Path.of("/dev/null"));
        assertThat(SourceParser.parse(link.toString())).isEqualTo(new Serial(link));
        for (Path log : new Path[] {Files.createFile(directory.resolve("p1.log")), directory.resolve("none"), Path.of("nosuch.log"),
            Path.of("/development/p1"), Path.of("/dev/../p1.log"), Path.of("./a:b")}) {
            assertThat(SourceParser.parse(log.toString())).isEqualTo(new Replay(log));
        }
    }

    /** Its cable is not plugged in; a driver that waits for it waits. */
    @Test
    void aLinkToAPortThatIsAbsentIsAPortAndToAnAbsentFileALog() throws IOException {
        Path port = Files.createSymbolicLink(directory.resolve("meter"), Path.of("/dev/serial/by-id/usb-none"));
        Path log = Files.createSymbolicLink(directory.resolve("log"), Path.of("none.log"));
        assertThat(SourceParser.parse(port.toString())).isEqualTo(new Serial(port));
        assertThat(SourceParser.parse(log.toString())).isEqualTo(new Replay(log));
    }

    /** Such as one with a time in its name. */
    @Test
    void aFileThatExistsIsALogWhateverItsName() throws IOException {
        Path log = Files.createTempFile(Path.of(""), "p1-12:", "");
        try {
            assertThat(SourceParser.parse(log.toString())).isEqualTo(new Replay(log));
        } finally {
            Files.delete(log);
        }
        assertThatThrownBy(() -> SourceParser.parse(log.toString())).isInstanceOf(IllegalArgumentException.class);
    }

    /** As the shell makes it of {@code <(zcat p1.log.gz)}: {@code /dev/fd/63}. */
    @Test
    void aPipeBelowDevIsALog() throws Exception {
        Path pipe = Path.of("/dev/shm/p1-" + ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        try {
            assertThat(SourceParser.parse(pipe.toString())).isEqualTo(new Replay(pipe));
        } finally {
            Files.delete(pipe);
        }
    }

    /** In a container a port that was absent at its start is a directory. */
    @Test
    void aDirectoryAndAFileInThePlaceOfAPortAreRefused() throws IOException {
        assertRefused("/dev", ": it is a directory; write the path of a port in it, or of a log");
        assertRefused(directory.toString(), ": it is a directory; write the path of a port in it, or of a log");
        Path file = Files.createTempFile(Path.of("/dev/shm"), "p1", ".log");
        try {
            assertRefused(file.toString(), ": below /dev are ports, but this is a file; write - <" + file);
        } finally {
            Files.delete(file);
        }
    }

    private void assertRefused(String source, String words) {
        assertThatThrownBy(() -> SourceFactory.make(TestConfig.options(directory, "source=" + source), RunOptions.OF_CHECK, directory,
                null))
                .isInstanceOfSatisfying(UserException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
                    assertThat(refused).hasMessage("option --source=" + source + words);
                });
    }

    @ParameterizedTest
    @CsvSource({"mqtt://p1, write the path of", "tcp://p1, write the path of", "a:b.log, a log with this name is ./a:b.log",
        "ttyACM0, it looks like a serial port: write /dev/ttyACM0", "p1.local:23, it looks like an address: write tcp://p1.local:23",
        "[fd00::1]:23, it looks like an address: write tcp://[fd00::1]:23",
        "com12:, 'it looks like a serial port of Windows: write /dev/ttyUSB0, or what dbus-p1 probe names'",
        "HomeWizzard, it looks like a HomeWizard dongle: write homewizard",
        "homewizard:p1, it looks like an address: write homewizard://p1",
        "http:h, it looks like an address: write http://h",
        "file:/tmp/p1.log, it looks like a log: write /tmp/p1.log"})
    void whatIsNoSourceIsToldWithWhatToWrite(String text, String advice) {
        assertThatThrownBy(() -> SourceParser.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(SourceParser.advice(text)).startsWith(advice);
    }
}
