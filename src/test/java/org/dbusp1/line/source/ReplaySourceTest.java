package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.source.Obstacles.assertObstacle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.source.Pacer.Speed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private ReplaySource source(Speed speed, String... telegrams) throws IOException {
        return source(speed, String.join("", telegrams).getBytes(StandardCharsets.ISO_8859_1));
    }

    private ReplaySource source(Speed speed, byte[] log) throws IOException {
        Path file = Files.write(dir.resolve("p1.log"), log);
        ticks = new FakeClock();
        ReplaySource source = new ReplaySource(file, new Pacer(speed, ticks));
        source.open();
        return source;
    }

    private static String telegram(int number, String clock) {
        return "/X" + number + "\r\n\r\n0-0:1.0.0(" + clock + ")\r\n1-0:1.8.1(1*kWh)\r\n!ABCD\r\n";
    }

    @Test
    void itsEndIsTheEnd() throws IOException {
        byte[] bytes = new byte[1_000];
        ReplaySource source = source(Speed.MAX, telegram(1, "260101120000W"));
        assertThat(source.read(bytes, 500)).isPositive();
        assertThat(source.read(bytes, 500)).isEqualTo(-1);
        assertThat(source(Speed.MAX, new byte[0]).read(bytes, 500)).isEqualTo(-1);
    }

    @Test
    void aMessageWaitsForItsTimeOrForTheEndOfTheReading() throws IOException {
        ReplaySource source = source(Speed.DEFAULT, telegram(1, "260101120000W"));
        int[] calls = new int[1];
        source.whileWaiting(() -> calls[0]++);
        assertThat(source.awaitDue(1_000L, Duration.ofSeconds(1))).isTrue();
        assertThat(calls[0]).isZero();
        assertThat(source.awaitDue(1_060L, Duration.ofSeconds(1))).isTrue();
        assertThat(ticks.millis()).isEqualTo(60_000);
        assertThat(calls[0]).as("the watchdog hears of it").isGreaterThan(60);
        source.whileWaiting(source::close);
        assertThat(source.awaitDue(1_120L, Duration.ofSeconds(1))).as("closed meanwhile").isFalse();
        assertThat(ticks.millis()).isLessThan(61_000);
    }

    /** A slow moment of this machine is no silence of the meter. */
    @Test
    void itsClockStandsWhileAMessageIsHandledAndNeverPassesTheNextOne() throws IOException {
        ReplaySource source = source(new Speed(60), telegram(1, "260101120000W"));
        assertThat(source.awaitDue(1_000L, Duration.ofSeconds(1))).isTrue();
        long first = source.nanos();
        ticks.pass(1_500);
        assertThat(source.nanos()).as("while the first message is handled").isEqualTo(first);
        List<Long> seconds = new ArrayList<>();
        source.whileWaiting(() -> {
            seconds.add((source.nanos() - first) / 1_000_000_000);
            ticks.pass(seconds.size() == 3 ? 10_000 : 0);
            seconds.add((source.nanos() - first) / 1_000_000_000);
        });
        assertThat(source.awaitDue(1_180L, Duration.ofSeconds(1))).isTrue();
        assertThat(seconds).as("while the second is awaited").containsExactly(15L, 15L, 30L, 180L);
        assertThat(source.nanos() - first).isEqualTo(Duration.ofSeconds(180).toNanos());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 3_600, Double.POSITIVE_INFINITY})
    void aLogWaitsForRoomOrForTheEndOfTheReading(double factor) throws IOException {
        ReplaySource source = source(new Speed(factor), "bytes");
        boolean[] room = {false};
        source.waitFor(() -> room[0]);
        source.whileWaiting(() -> room[0] = true);
        assertThat(source.read(new byte[10], 1_000)).isEqualTo(5);
        assertThat(room).containsExactly(true);

        room[0] = false;
        source.whileWaiting(source::close);
        assertThat(source.read(new byte[10], 1_000)).isEqualTo(-1);
    }

    @Test
    void openingAgainBeginsAnew() throws IOException {
        byte[] bytes = new byte[1_000];
        ReplaySource source = source(Speed.MAX, telegram(1, "260101120000W"));
        int count = source.read(bytes, 100);
        source.close();
        assertThat(source.read(bytes, 100)).isEqualTo(-1);
        source.open();
        assertThat(source.read(bytes, 100)).isEqualTo(count);
    }

    @Test
    void whatCannotBeReadIsReportedInOneLine() {
        for (Path file : List.of(dir.resolve("none.log"), dir)) {
            assertObstacle(new ReplaySource(file, Speed.DEFAULT), Condition.LINE_ABSENT, file.toString());
        }
    }

    /** Also of logs that are no logs: every byte comes out, once, in order. */
    @Property(tries = 100)
    void losesNoByteOfAnyFile(@ForAll byte[] noise, @ForAll @IntRange(min = 1, max = 300) int piece) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.write(noise);
        log.write(telegram(1, "260101120000W").getBytes(StandardCharsets.US_ASCII));
        log.write(noise);
        ReplaySource source = source(Speed.MAX, log.toByteArray());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[piece];
        for (int count = source.read(buffer, 100); count >= 0; count = source.read(buffer, 100)) {
            all.write(buffer, 0, count);
        }
        source.close();
        assertThat(all.toByteArray()).isEqualTo(log.toByteArray());
    }
}
