package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is lost, and that the log says so: minutes that a database refuses, and damaged files. */
@Timeout(180)
class LostRowsTest {
    private static final long TEN = TestHistory.second("2026-06-15T10:00:00Z");

    private final Readings meter = new Readings();

    private static void until(Callable<Boolean> condition) {
        Await.await("what is written", Duration.ofMinutes(2), condition);
    }

    /** Each damage with the bytes of its file; the names of another database look like a pattern of this one. */
    @ParameterizedTest
    @CsvSource({"50, 50", "50 10, 50 10", "50 10 20, 50 20", "10 50 20, 10 20", "50 20 10 30, 50 30"})
    void ofDamagedFilesTheFirstAndTheNewestAreKept(String sizes, String kept, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("p1[ab].db");
        Path other = Files.createFile(directory.resolve("p1a.db.damaged-2020-01-01"));
        damage(file, List.of(sizes.split(" ")), 1);
        assertThat(other).exists();
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all.filter(path -> path.toString().endsWith("-wal")).map(LostRowsTest::text))
                    .containsExactlyInAnyOrder(kept.split(" "));
        }
    }

    /** Each damage with its part of the free space in percent; a file without contents takes no space. */
    @ParameterizedTest
    @CsvSource({"60, ''", "1 60, 1", "60 1, 1", "1 2 60, 1"})
    void withoutRoomADamagedFileIsDeleted(String parts, String kept, @TempDir Path directory) throws Exception {
        long percent = directory.toFile().getUsableSpace() / 100;
        damage(directory.resolve("history.db"), List.of(parts.split(" ")), percent);
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all.filter(path -> !path.toString().endsWith("-wal")).map(path -> "" + path.toFile().length() / percent))
                    .containsExactly(kept.isEmpty() ? new String[0] : kept.split(" "));
        }
    }

    /** Damages a file and its journal so often. @param sizes in units of so many bytes */
    private static void damage(Path file, List<String> sizes, long unit) throws IOException {
        DatabaseUrl access = new DatabaseUrl(Servers.settings("sqlite:" + file, null));
        for (String size : sizes) {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(Integer.parseInt(size) * unit);
            }
            Files.writeString(DatabaseUrl.withEnding(file, "-wal"), size);
            access.setDamagedAside(LocalDate.of(2026, 6, 15), "a worn card");
            assertThat(file).doesNotExist();
            assertThat(DatabaseUrl.withEnding(file, "-wal")).doesNotExist();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a database refuse the row of one minute, as another program's constraint does. */
    private static void refuse(HistoryConfig settings, String table, String column, long value) throws Exception {
        try (Connection owner = new DatabaseUrl(settings).connectForWriting(); Statement statement = owner.createStatement()) {
            statement.execute(settings.url().startsWith("sqlite")
                    ? "CREATE TRIGGER no BEFORE INSERT ON " + table + " WHEN new." + column + " = " + value + " BEGIN SELECT RAISE(ABORT, 'no'); END"
                    : "ALTER TABLE " + table + " ADD CONSTRAINT no CHECK (" + column + " <> " + value + ")");
        }
    }

    /** Of 31 minutes the one that has the first quarter hour; the second quarter hour is in another one. */
    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void aMinuteThatTheDatabaseRefusesTwiceIsLostWithItsQuarterHourAndAllElseIsWritten(SqlDialect kind) throws Exception {
        HistoryConfig settings = Servers.fresh(kind);
        long refused = TEN + 14 * 60;
        refuse(settings, "p1_minutes", "ts", refused);
        HistoryOutput output = new HistoryOutput(settings, new DriverState(OwnerChoices.none()));
        for (int i = 0; i < 32; i++) {
            output.snapshot(meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i * 3L)).at(TEN + i * 60L));
        }
        until(() -> {
            output.tick();
            return output.fault().isPresent();
        });
        assertThat(output.fault().orElseThrow()).matches(".*refuses rows: .+");
        assertThat(output.dropped()).as("readings").isEqualTo(1);
        assertThat(Rows.read(output.reader(), Table.MINUTES, Step.ROW, 0, Long.MAX_VALUE)).as("already").hasSize(30);
        output.snapshot(meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(1_000_096)).at(TEN + 32 * 60));
        until(() -> {
            output.tick();
            return output.fault().isEmpty();
        });
        output.close();
        assertThat(Rows.all(settings, Table.MINUTES)).hasSize(32).extracting(row -> Long.parseLong(row.get("ts")))
                .doesNotContain(refused).contains(refused - 60, refused + 60, TEN + 32 * 60);
        assertThat(Rows.all(settings, Table.QUARTERS)).extracting(row -> Long.parseLong(row.get("ts"))).contains(TEN + 900)
                .doesNotContain(TEN);
    }

    /** The fault stays as long as rows are refused. @return the output, whose database is as before */
    private static HistoryOutput refuseTwentyMinutes(HistoryConfig settings) throws Exception {
        refuse(settings, "p1_minutes", "n", 1);
        AtomicLong nanos = new AtomicLong();
        Readings meter = new Readings();
        HistoryOutput output = new HistoryOutput(settings, new DriverState(OwnerChoices.none()),
                () -> nanos.addAndGet(Duration.ofMinutes(1).toNanos()));
        for (int i = 0; i <= 20; i++) {
            output.snapshot(meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i * 3L)).at(TEN + i * 60L));
            output.tick();
            output.tick();
            assertThat(output.fault().isPresent()).as("minute " + i + ", also after an attempt without one").isEqualTo(i > 0);
        }
        Rows.ask(settings, "DROP TRIGGER no");
        output.snapshot(meter.at(TEN + 21 * 60));
        output.tick();
        assertThat(output.fault()).isEmpty();
        return output;
    }

    @Test
    void aDatabaseThatRefusesEachMinuteIsOneFaultThatEndsWithIt() throws Exception {
        HistoryConfig settings = Servers.fresh(SqlDialect.SQLITE);
        HistoryOutput output = refuseTwentyMinutes(settings);
        assertThat(output.dropped()).as("readings").isEqualTo(20);
        output.close();
        assertThat(Rows.all(settings, Table.MINUTES)).hasSize(2);
    }

    /** A driver that loses files and minutes. */
    static final class Losing {
        public static void main(String[] folder) throws Exception {
            Path directory = Path.of(folder[0]);
            damage(directory.resolve("three.db"), List.of("50", "10", "20"), 1);
            damage(directory.resolve("large.db"), List.of("60"), directory.toFile().getUsableSpace() / 100);
            refuseTwentyMinutes(Servers.settings("sqlite:" + directory.resolve("history.db"), null)).close();
            System.out.println(0);
        }
    }

    @Test
    void theLogHasALineForEachFileAndTheFirstTenthAndLastMinuteThatIsLost(@TempDir Path directory) throws Exception {
        Path messages = directory.resolve("messages");
        try (ChildJvm driver = new ChildJvm(Losing.class, messages, directory.toString())) {
            assertThat(driver.next()).isZero();
        }
        List<String> said = Files.readAllLines(messages);
        assertThat(said).filteredOn(line -> line.contains("three.db is damaged (a worn card): it is set aside as")).hasSize(3);
        assertThat(said).filteredOn(line -> line.contains("three.db.damaged-2026-06-15.2 is deleted, because")).hasSize(1);
        assertThat(said).filteredOn(line -> line.contains("large.db is damaged (a worn card): it is deleted for want of room")).hasSize(1);
        assertThat(said).filteredOn(line -> line.contains("history.db refuses rows: ")).hasSize(1);
        assertThat(said).filteredOn(line -> line.contains("history.db refused the minute ")).hasSize(2)
                .first().asString().contains("2026-06-15T10:00:00Z", "twice", "lost");
        assertThat(said).filteredOn(line -> line.contains("history.db is written again: ")).singleElement().asString().contains("20 were lost");
    }

    /** A quarter hour at the end of all time, of which no day can be calculated. */
    @Test
    void aFaultOfOursRefusesNoRowAndAllMinutesWait() throws Exception {
        HistoryConfig settings = Servers.fresh(SqlDialect.SQLITE);
        HistoryOutput output = new HistoryOutput(settings, new DriverState(OwnerChoices.none()));
        for (int i = 0; i < 20; i++) {
            Snapshot snapshot = meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i * 3L)).at(TEN + i * 60L);
            EnergyUse energy = snapshot.energy();
            output.snapshot(i != 17 ? snapshot : Snapshots.like(snapshot).energy(new EnergyUse(energy.uses(), energy.continuedCounters(),
                    energy.countsHourly(), energy.awaitedCounters(), List.of(absurd(energy.finishedQuarters().get(0))),
                    energy.unfinished())).take());
        }
        assertThatThrownBy(output::tick).isInstanceOf(DateTimeException.class);
        assertThat(output.fault().orElseThrow()).contains("cannot be written", "DateTimeException");
        assertThatThrownBy(output::close).isInstanceOf(DateTimeException.class);
        assertThat(output.dropped()).isZero();
        assertThat(Rows.all(settings, Table.MINUTES)).isEmpty();
    }

    /** The month's peak that the meter prints is written with the minutes. */
    @Test
    void peaksThatTheDatabaseRefusesAreSaidAndAllMinutesAreWritten() throws Exception {
        HistoryConfig settings = Servers.fresh(SqlDialect.SQLITE);
        refuse(settings, "p1_peaks", "by_meter", 1);
        AtomicLong nanos = new AtomicLong();
        HistoryOutput output = new HistoryOutput(settings, new DriverState(OwnerChoices.none()),
                () -> nanos.addAndGet(Duration.ofMinutes(1).toNanos()));
        Demand demand = new Demand(new Stamp(TEN, 0), Duration.ofMinutes(15), null, null, 3_000L,
                List.of(new Demand.MonthlyPeak(YearMonth.from(Instant.ofEpochSecond(TEN).atOffset(ZoneOffset.UTC)), 3_000, null, true, 0,
                        null)), null, ImportLimit.NONE);
        for (int i = 0; i < 5; i++) {
            output.snapshot(Snapshots.onePhase().demand(demand).at(new Stamp(TEN + i * 60L, 0)).take());
        }
        until(() -> {
            output.tick();
            return output.fault().isPresent();
        });
        assertThat(output.fault().orElseThrow()).contains("refuses rows");
        assertThat(output.dropped()).isZero();
        assertThat(Rows.read(output.reader(), Table.MINUTES, Step.ROW, 0, Long.MAX_VALUE)).hasSize(4);
        output.tick();
        assertThat(output.fault()).as("after an attempt without a minute").isPresent();
        Rows.ask(settings, "DROP TRIGGER no");
        output.snapshot(Snapshots.onePhase().demand(demand).at(new Stamp(TEN + 300, 0)).take());
        until(() -> {
            output.tick();
            return output.fault().isEmpty();
        });
        output.close();
    }

    private static EnergyUse.Quarter absurd(EnergyUse.Quarter known) {
        return new EnergyUse.Quarter(known.reportNumber() + 1, 9_000_000_000_000_000_000L, known.energies(), known.whole());
    }
}
