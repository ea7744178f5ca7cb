package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.TelegramLog.Which;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelegramLogTest {
    private static final Instant TIME = Instant.parse("2026-01-15T19:10:09Z");

    @TempDir
    private Path directory;
    private Path file;
    private long nanos;
    private TelegramLog log;

    @BeforeEach
    void begin() {
        file = directory.resolve("made").resolve("telegrams.txt");
        log = log(Which.BAD);
    }

    private TelegramLog log(Which which) {
        return new TelegramLog(file, which, "ttyUSB0", Runnable::run, () -> nanos);
    }

    private void minute() {
        nanos += TimeUnit.MINUTES.toNanos(1);
    }

    private static Rejected bad(String telegram) {
        return new Rejected(telegram.getBytes(StandardCharsets.ISO_8859_1), 4711, TIME, RejectCause.CRC);
    }

    private String text() throws IOException {
        return Files.readString(file);
    }

    @Test
    void writesTimeCauseAndBytesInHexAndAsText() throws IOException {
        log.rejected(bad("/ISK5\\2M550T\r\n\r\n!1\u00ff"));
        assertThat(text()).isEqualTo("""
                # The last telegrams rejected by dbus-p1 from ttyUSB0, the oldest first. Times are UTC, of this machine.

                2026-01-15T19:10:09Z  crc: its checksum does not match; 19 bytes
                00000000  2f 49 53 4b 35 5c 32 4d  35 35 30 54 0d 0a 0d 0a  |/ISK5\\2M550T....|
                00000010  21 31 ff                                          |!1.|
                """);
    }

    @Test
    void othersMayNotReadIt() throws IOException {
        log.rejected(bad("/x"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void writesAtMostOnceAMinuteAndNothingIsLost() throws IOException {
        log.rejected(bad("first"));
        log.rejected(bad("second"));
        assertThat(text()).contains("|first|").doesNotContain("|second|");
        minute();
        log.offline();
        assertThat(text()).contains("|first|", "|second|");
        log.rejected(bad("third"));
        log.close();
        assertThat(text()).contains("|first|", "|second|", "|third|");
    }

    /** The queue for a disk that hangs keeps the same task once. */
    @Test
    void eachMinuteHasTheSameTask() {
        Set<Runnable> tasks = Collections.newSetFromMap(new IdentityHashMap<>());
        log = new TelegramLog(file, Which.BAD, "ttyUSB0", tasks::add, () -> nanos);
        for (int i = 0; i < 3; i++) {
            log.rejected(bad("/x"));
            minute();
        }
        log.close();
        assertThat(tasks).hasSize(1);
    }

    @Test
    void writesNothingWhileNothingIsRejected() {
        log.snapshot(SampleMeter.usual().next());
        minute();
        log.offline();
        log.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void keepsTheLastOnesThatFit() throws IOException {
        byte[] telegram = new byte[1_000];
        new Random(1).nextBytes(telegram);
        for (int i = 0; i < 100; i++) {
            log.rejected(new Rejected(telegram, i, TIME.plusSeconds(i), RejectCause.CRC));
        }
        log.close();
        assertThat(Files.size(file)).isBetween(TelegramLog.MOST_CHARACTERS / 2L, (long) TelegramLog.MOST_CHARACTERS);
        assertThat(text()).contains(TIME.plusSeconds(99) + "  ").doesNotContain(TIME + "  ");
    }

    @Test
    void keepsOneThatIsLongerThanAll() throws IOException {
        log.rejected(new Rejected(new byte[16 * 1024], 0, TIME, RejectCause.TOO_LONG));
        assertThat(text()).contains("16384 bytes");
    }

    @Test
    void theFileOfTheRunBeforeIsKept() throws IOException {
        log.rejected(bad("first"));
        log(Which.BAD).rejected(bad("second"));
        assertThat(text()).contains("|second|").doesNotContain("|first|");
        assertThat(Files.readString(file.resolveSibling("telegrams.txt.before"))).contains("|first|");
    }

    @Test
    void allTelegramsMayBeKept() throws IOException {
        log(Which.ALL).snapshot(SampleMeter.usual().next());
        assertThat(text()).startsWith("# The last telegrams received").contains("  good; ");
    }

    @Test
    void aDirectoryThatCannotBeWrittenStopsNothing() throws IOException {
        Files.createFile(directory.resolve("made"));
        log.rejected(bad("first"));
        Files.delete(directory.resolve("made"));
        minute();
        log.rejected(bad("second"));
        assertThat(text()).contains("|first|", "|second|");
    }
}
