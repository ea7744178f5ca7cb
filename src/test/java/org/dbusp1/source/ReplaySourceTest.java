package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.source.Obstacles.assertObstacle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.dbusp1.OpenFiles;
import org.dbusp1.source.Pacer.Speed;
import org.dbusp1.source.ReplaySource.AtEnd;
import org.dbusp1.source.SourceException.Obstacle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplaySourceTest {
    @TempDir
    Path dir;
    private FakeClock ticks = new FakeClock();

    @BeforeProperty
    void makeDirectory() throws IOException {
        dir = Files.createTempDirectory("replay");
    }

    @AfterProperty
    void removeDirectory() throws IOException {
        Files.deleteIfExists(dir.resolve("p1.log"));
        Files.delete(dir);
    }

    /** Returns what came, and when: {@code 1000:2} is the telegram of number 2 after a second. */
    private List<String> play(ReplaySource source, int telegrams) throws IOException {
        List<String> came = new ArrayList<>();
        byte[] buffer = new byte[4096];
        while (came.size() < telegrams) {
            int count = source.read(buffer, 250);
            if (count < 0) {
                came.add("end");
                return came;
            }
            if (count > 0) {
                String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
                came.add(ticks.millis() + ":" + text.replaceAll("(?s)/X(\\d).*", "$1"));
            }
        }
        return came;
    }

    private ReplaySource source(AtEnd atEnd, Speed speed, String... telegrams) throws IOException {
        return source(atEnd, speed, String.join("", telegrams).getBytes(StandardCharsets.ISO_8859_1));
    }

    private ReplaySource source(AtEnd atEnd, Speed speed, byte[] log) throws IOException {
        Path file = Files.write(dir.resolve("p1.log"), log);
        ticks = new FakeClock();
        ReplaySource source = new ReplaySource(file, atEnd, new Pacer(speed, ticks));
        source.open();
        return source;
    }

    private static String telegram(int number, String clock) {
        return "/X" + number + "\r\n\r\n0-0:1.0.0(" + clock + ")\r\n1-0:1.8.1(1*kWh)\r\n!ABCD\r\n";
    }

    @Test
    void anotherThreadEndsThePlayAndLeavesTheFileToItsOpener() throws Exception {
        Path log = Files.writeString(dir.resolve("held.log"), "/ABC5\r\n\r\n!\r\n");
        ReplaySource source = new ReplaySource(log, Speed.MAX, ReplaySource.AtEnd.SILENT);
        source.open();
        Thread other = new Thread(source::close);
        other.start();
        other.join();

        assertThat(source.read(new byte[100], 100)).isEqualTo(-1);
        assertThat(OpenFiles.has(log)).isTrue();
        source.close();
        assertThat(OpenFiles.has(log)).isFalse();
    }

    /** Also over both changes of time, and where a clock is damaged, stops, goes back or jumps. */
    @ParameterizedTest
    @CsvSource({"260101120000W 260101120001W 260101120011W 260101120012W, 0:1 1000:2 11000:3 12000:4 end",
        "261025025959S 261025020000W 270328015959W 270328030000S, 0:1 1000:2 2000:3 3000:4 end",
        "260101120000W 2601x1120001W 260101120002W, 0:1 1000:2 2000:3 end",
        "260101120000W 260101120000W 250101120000W 250101140000W 000000000000W, 0:1 1000:2 2000:3 3000:4 4000:5 end"})
    void playsByTheMetersClock(String clocks, String played) throws IOException {
        String[] times = clocks.split(" ");
        String[] telegrams = IntStream.range(0, times.length).mapToObj(i -> telegram(i + 1, times[i])).toArray(String[]::new);
        assertThat(play(source(AtEnd.EXIT, Speed.DEFAULT, telegrams), 9)).containsExactly(played.split(" "));
    }

    @Test
    void aLogOfDsmr2HasTenSecondsBetweenTelegrams() throws IOException {
        String bare = "/X%d\r\n\r\n1-0:1.8.1(1*kWh)\r\n!\r\n";
        assertThat(play(source(AtEnd.EXIT, Speed.DEFAULT, bare.formatted(1), bare.formatted(2)), 9))
                .containsExactly("0:1", "10000:2", "end");
        byte[] parity = ParityDetectorTest.withParity(bare.formatted(1) + bare.formatted(2));
        ReplaySource source = source(AtEnd.EXIT, Speed.DEFAULT, parity);
        assertThat(play(source, 9)).hasSize(3).element(1).asString().startsWith("10000:");
    }

    /** Each with marks of the others inside. */
    @Test
    void playsBinaryFramesOneByOne() throws IOException {
        byte[] hdlc = {0x7E, (byte) 0xA0, 0x09, 0x01, 0x0A, '/', 'X', '1', 0x7E, 0x16};
        byte[] mbus = {0x68, 0x04, 0x04, 0x68, 0x0A, '/', 'X', '2', 0x11, 0x16};
        byte[] sealed = {(byte) 0xDB, 8, 1, 2, 3, 4, 5, 6, 7, 8, (byte) 0x82, 0, 5, 0x30, 0x0A, '/', 'X', '3'};
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (byte[] frame : List.of(hdlc, hdlc, mbus, mbus, sealed, sealed, hdlc)) {
            log.write(frame);
        }
        log.write(0x7E);
        assertThat(play(source(AtEnd.EXIT, Speed.DEFAULT, log.toByteArray()), 9)).extracting(at -> at.split(":")[0])
                .containsExactly("0", "1000", "2000", "3000", "4000", "5000", "6000", "end");
    }

    /** Each with bytes inside that begin frames of others. */
    @Test
    void playsTelegramsOfGermanAndFrenchMetersOneByOne() throws IOException {
        String sml = "\33\33\33\33\1\1\1\1v\5\n/XYZ5~\u00a0\10h\5\5h\0\33\33\33\33\32\1AB";
        assertThat(timesOf(sml + sml + "\7" + sml)).containsExactly("0", "1000", "2000", "end");
        String tic = "\2\nADSC\t123\t/\r\nVTIC\t/02\tJ\r\3";
        assertThat(timesOf(tic + tic + tic)).containsExactly("0", "1000", "2000", "end");
        byte[] parity = ParityDetectorTest.withParity(tic + tic);
        assertThat(timesOf(new String(parity, StandardCharsets.ISO_8859_1))).containsExactly("0", "1000", "end");
        String d0 = "/ISK5MT174\r\n\0021.8.0(1*kWh)\r\n!\r\n\3A";
        assertThat(timesOf(d0 + d0)).containsExactly("0", "1000", "end");
    }

    private List<String> timesOf(String log) throws IOException {
        byte[] bytes = log.getBytes(StandardCharsets.ISO_8859_1);
        return play(source(AtEnd.EXIT, Speed.DEFAULT, bytes), 20).stream().map(at -> at.split(":")[0]).toList();
    }

    @Test
    void playsFasterAndWithoutPause() throws IOException {
        String[] log = {telegram(1, "260101120000W"), telegram(2, "260101120010W"), telegram(3, "260101120020W")};
        assertThat(play(source(AtEnd.EXIT, new Speed(10), log), 9)).containsExactly("0:1", "1000:2", "2000:3", "end");
        ReplaySource unpaced = source(AtEnd.EXIT, Speed.MAX, log);
        byte[] bytes = new byte[1_000];
        assertThat(new String(bytes, 0, unpaced.read(bytes, 0), StandardCharsets.ISO_8859_1)).isEqualTo(String.join("", log));
        assertThat(unpaced.read(bytes, 0)).isEqualTo(-1);
        unpaced.close();
    }

    @Test
    void isSilentAfterTheEndUnlessItIsToExitOrToLoop() throws IOException {
        String[] log = {telegram(1, "260101120000W"), telegram(2, "260101120001W")};
        ReplaySource silent = source(AtEnd.SILENT, Speed.DEFAULT, log);
        play(silent, 2);
        long before = ticks.millis();
        assertThat(silent.read(new byte[10], 500)).isZero();
        assertThat(ticks.millis() - before).isEqualTo(500);
        assertThat(play(source(AtEnd.LOOP, Speed.DEFAULT, log), 5)).containsExactly("0:1", "1000:2", "2000:1", "3000:2", "4000:1");
    }

    @Test
    void anEmptyLogInALoopIsSilent() throws IOException {
        assertThat(source(AtEnd.LOOP, Speed.MAX, new byte[0]).read(new byte[10], 500)).isZero();
    }

    @Test
    void openingAgainBeginsAnew() throws IOException {
        ReplaySource source = source(AtEnd.EXIT, Speed.DEFAULT, telegram(1, "260101120000W"), telegram(2, "260101120001W"));
        play(source, 2);
        source.close();
        assertThat(source.read(new byte[10], 100)).isEqualTo(-1);
        source.open();
        assertThat(play(source, 9)).containsExactly("1000:1", "2000:2", "end");
    }

    @Test
    void afterTheMachineSleptItGoesOnAtItsPaceAndCatchesUpNothing() throws IOException {
        ReplaySource source = source(AtEnd.EXIT, Speed.DEFAULT, telegram(1, "260101120000W"),
                telegram(2, "260101120001W"), telegram(3, "260101120002W"), telegram(4, "260101120003W"));
        play(source, 2);
        ticks.pass(60_000);
        assertThat(play(source, 9)).containsExactly("61000:3", "62000:4", "end");
    }

    @Test
    void whatCannotBeReadIsReportedInOneLine() {
        for (Path file : List.of(dir.resolve("none.log"), dir)) {
            assertObstacle(new ReplaySource(file, Speed.DEFAULT, AtEnd.EXIT), Obstacle.ABSENT, file.toString());
        }
    }

    /** Also of logs that are no logs: every byte comes out, once, in order. */
    @Property(tries = 100)
    void losesNoByteOfAnyFile(@ForAll byte[] noise, @ForAll @IntRange(min = 1, max = 300) int piece) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.write(noise);
        log.write(telegram(1, "260101120000W").getBytes(StandardCharsets.US_ASCII));
        log.write(noise);
        ReplaySource source = source(AtEnd.EXIT, Speed.MAX, log.toByteArray());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[piece];
        for (int count = source.read(buffer, 100); count >= 0; count = source.read(buffer, 100)) {
            all.write(buffer, 0, count);
        }
        source.close();
        assertThat(all.toByteArray()).isEqualTo(log.toByteArray());
    }
}
