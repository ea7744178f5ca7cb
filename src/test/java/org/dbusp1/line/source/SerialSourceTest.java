package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.dbusp1.line.source.Obstacles.assertObstacle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.problem.Condition;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SerialSourceTest {
    @TempDir
    Path dir;
    @AutoClose
    private PtyPair cable;
    @AutoClose
    private SerialSource source;

    @BeforeEach
    void plugIn() throws IOException {
        cable = new PtyPair(dir.resolve("ttyP1"));
        source = source(cable.port(), "115200-8N1");
    }

    @Test
    void noticesPullingAtOnceAndFindsTheCableAgain() throws Exception {
        for (int i = 0; i < 15; i++) {
            source.open();
            cable.send("telegram " + (10 + i));
            assertThat(read(source, 11)).isEqualTo("telegram " + (10 + i));
            CompletableFuture<Throwable> end = waiting();
            cable.close();
            assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class)
                    .hasMessage("the port went away: is the cable still plugged in?");
            source.close();
            assertObstacle(source, Condition.LINE_ABSENT);
            cable = new PtyPair(dir.resolve("ttyP1"));
        }
    }

    @Test
    void whatWaitedWhileTheProcessStoodStillIsDropped() throws Exception {
        FakeClock ticks = new FakeClock();
        source = new SerialSource(cable.port().toString(), LineSettings.parse("115200-8N1"), true, true, ticks::nanos, UsbCable.SYSFS);
        source.open();
        // More than the 12 kB that a tty keeps: the rest waits after it, as in a bridge. Two ttys and socat keep 32 kB,
        // less where it comes in small pieces; with more, the meter would wait for a reader.
        cable.send("old telegram\r\n".repeat(1_200));
        ticks.pass(60_000);
        assertThatThrownBy(() -> source.read(new byte[4096], 500)).isInstanceOf(IOException.class).hasMessageContaining("stopped for 59 s");
        source.close();
        source.open();
        cable.send("new telegram");
        assertThat(read(source, 12)).isEqualTo("new telegram");
        assertThat(source.lastReadNanos()).isEqualTo(ticks.nanos());
    }

    @Test
    void aSecondOpenerFindsThePortBusy() throws Exception {
        try (SerialSource second = source(cable.port(), "115200-8N1")) {
            source.open();
            assertObstacle(second, Condition.LINE_BUSY);
            source.close();
            second.open();
        }
    }

    @Test
    void aPortThatAnotherProgramHasLockedIsBusy() throws Exception {
        Process other = new ProcessBuilder("flock", "-F", "-n", cable.port().toString(), "sh", "-c", "echo locked; exec sleep 60").start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            assertObstacle(source, Condition.LINE_BUSY);
        } finally {
            other.destroy();
            other.waitFor();
        }
        source.open();
    }

    @Test
    void aMissingPortIsAbsent() {
        assertObstacle(source(dir.resolve("ttyUSB7"), "115200-8N1"), Condition.LINE_ABSENT);
    }

    @Test
    void whatIsNoSerialPortIsUnsuitable() throws Exception {
        assertObstacle(source(dir, "115200-8N1"), Condition.LINE_UNSUITABLE);
        assertObstacle(source(Files.createFile(dir.resolve("file")), "115200-8N1"), Condition.LINE_UNSUITABLE);
        assertObstacle(source(Path.of("/dev/null"), "115200-8N1"), Condition.LINE_UNSUITABLE);
    }

    @Test
    void aLinkMayLeadToAnotherPortAtEachOpen() throws Exception {
        Path link = dir.resolve("by-id");
        source = source(link, "115200-8N1");
        try (PtyPair other = new PtyPair(dir.resolve("ttyB"))) {
            for (PtyPair each : List.of(cable, other)) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, each.port());
                source.open();
                each.send("from " + each.port());
                assertThat(read(source, 5 + each.port().toString().length())).isEqualTo("from " + each.port());
                source.close();
            }
        }
    }

    /** A path such as /dev/ttyUSB0 stays while cables are exchanged. */
    @Test
    void namesTheCableThatIsOpenNow() throws Exception {
        Path ttys = Files.createDirectories(dir.resolve("class/tty"));
        source = new SerialSource(cable.port().toString(), LineSettings.parse("115200-8N1"), true, true, System::nanoTime, ttys);
        assertThat(source.lineIdentity()).isEmpty();
        source.open();
        assertThat(source.lineIdentity()).as("of no USB device").contains("ttyP1");
        source.close();
        Path tty = Files.createDirectories(ttys.resolve(cable.port().toRealPath().getFileName()));
        for (String number : List.of("P1AAAA", "P1BBBB")) {
            Files.deleteIfExists(tty.resolve("device"));
            Files.createSymbolicLink(tty.resolve("device"), UsbCableTest.adapter(dir.resolve(number), number));
            source.open();
            assertThat(source.lineIdentity()).contains("usb-0403:6001-" + number + "-if00");
            source.close();
        }
        assertThat(source.name()).isEqualTo("ttyP1");
    }

    @Test
    void checksAndStripsEvenParityOnAPortThatHasNone() throws Exception {
        Source line = new ParityDetectingSource(source(cable.port(), "9600-7E1"));
        for (int open = 0; open < 3; open++) {
            line.open();
            byte[] sent = ParityDetectorTest.withParity("/ISk5\\2MT382-1000\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n!\r\n");
            sent[8] ^= 1;
            cable.send(sent);
            assertThat(read(line, sent.length)).isEqualTo("/ISk5\\2M\u00FF382-1000\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n!\r\n");
            line.close();
        }
    }

    @Test
    void takesOtherSettingsWhileItIsOpen() throws Exception {
        source.open();
        for (String settings : List.of("2400-8E1", "9600-7E1", "2400-8E1", "115200-8N1")) {
            source.use(LineSettings.parse(settings));
            assertThat(source.settings()).hasToString(settings);
            cable.send("/ISk5");
            assertThat(read(source, 5)).isEqualTo("/ISk5");
            assertThat(source.read(new byte[10], 100)).isZero();
        }
    }

    @Test
    void parityThatThePortRefusesIsDoneWithout() throws Exception {
        source = source(cable.port(), "2400-8E1");
        for (int open = 0; open < 3; open++) {
            source.open();
            cable.send("\u007E\u00A0\u007E");
            assertThat(read(source, 3)).isEqualTo("\u007E\u00A0\u007E");
            source.close();
        }
    }

    private static SerialSource source(Path port, String settings) {
        return new SerialSource(port.toString(), LineSettings.parse(settings), true, true);
    }

    private CompletableFuture<Throwable> waiting() {
        return CompletableFuture.supplyAsync(() -> catchThrowable(() -> {
            while (source.read(new byte[100], 20_000) >= 0) {
                Thread.onSpinWait();
            }
        }));
    }

    private static String read(Source source, int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[500];
        while (all.size() < length) {
            int count = source.read(part, 1_000);
            assertThat(count).isNotNegative();
            all.write(part, 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }
}
