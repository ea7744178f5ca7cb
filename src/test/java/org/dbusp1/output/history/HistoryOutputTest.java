package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.dbusp1.Attempts;
import org.dbusp1.Await;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.demand.MonthFigures;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.ProgressHandler;

/** The output as the driver uses it, with databases that are away, hang or come back. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class HistoryOutputTest {
    private static final long TEN = TestHistory.second("2026-06-15T10:00:00Z");

    private final Readings meter = new Readings();
    private boolean clock = true;

    private void write(RunningHistory output, long from, int minutes) {
        for (int i = 0; i < minutes; i++) {
            meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + (from + i * 60L - TEN) / 60 * 3));
            output.snapshot(clock ? meter.at(from + i * 60L) : meter.arrived(from + i * 60L));
        }
    }

    private static void until(Callable<Boolean> condition) {
        Await.await("what is written", Duration.ofMinutes(2), condition);
    }

    /** Ends an output, and waits for its writer: an output that ends does so for a second only. */
    private static void end(RunningHistory output, int minutes) throws Exception {
        output.close();
        until(() -> written(output) == minutes);
    }

    private static List<Map<String, String>> rows(RunningHistory output, Table table) throws Exception {
        return Rows.read(output.reader(), table, Step.ROW, 0, Long.MAX_VALUE);
    }

    /** Returns how many minutes are written; -1 while the database cannot be asked. */
    private static int written(RunningHistory output) throws Exception {
        try {
            return rows(output, Table.MINUTES).size();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void showsWhatItKeeps() throws Exception {
        RunningHistory output = new RunningHistory(Servers.fresh(SqlDialect.SQLITE));
        output.rejected(new RejectedFrame(new byte[0], 0, Instant.EPOCH, RejectCause.CRC));
        write(output, TEN, 61);
        output.offline();
        end(output, 61);

        assertThat(rows(output, Table.HOURS)).extracting(row -> row.get("imp_wh")).containsExactly("180");
        assertThat(rows(output, Table.MINUTES).get(0)).containsEntry("bad", "1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyItsOwnerCanReadTheDatabaseAndItsJournals(boolean ofAnEarlierVersion, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("made").resolve("history.db");
        if (ofAnEarlierVersion) {
            Files.createDirectory(file.getParent());
            Files.createFile(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        RunningHistory output = new RunningHistory(Servers.settings("sqlite:" + file, null));
        write(output, TEN, 2);
        until(() -> written(output) == 1);

        try (Stream<Path> all = Files.list(file.getParent())) {
            assertThat(all).as("with its two journals").hasSize(3).allSatisfy(path -> assertThat(mode(path)).isEqualTo("rw-------"));
        }
        output.close();

        if (!ofAnEarlierVersion) {
            assertThat(mode(file.getParent())).isEqualTo("rwx------");
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aLogThatIsPlayedWithoutPauseLosesNoMinute() throws Exception {
        HistoryConfig fresh = Servers.fresh(SqlDialect.SQLITE);
        RunningHistory output = new RunningHistory(new HistoryConfig(fresh.url(), null, null,
                400, Duration.ofSeconds(1), null, Tariff.QUARTER_PEAK, false, true));
        int minutes = HistoryOutput.MOST_PENDING + 300;
        for (int i = 0; i < minutes; i++) {
            output.snapshot(meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i * 3L)).at(TEN + i * 60L));
        }
        until(() -> written(output) == minutes - 1);
        end(output, minutes);
    }

    @Test
    void aQuarterHourIsWrittenAtItsEndWhateverTheFlushTime() throws Exception {
        RunningHistory output = new RunningHistory(new HistoryConfig(Servers.fresh(SqlDialect.SQLITE).url(), null, null, 31,
                Duration.ofHours(1), null, Tariff.QUARTER_PEAK, false, true));
        write(output, TEN, 16);
        until(() -> written(output) == 15);
        assertThat(rows(output, Table.QUARTERS)).extracting(row -> row.get("imp_wh")).containsExactly("45");
        write(output, TEN + 16 * 60, 2);
        end(output, 18);
    }

    /** Of the minutes that wait, those of the last day are written; their energy and that of the others is there. */
    @Test
    void aServerThatIsAwayIsCaughtUpWith() throws Exception {
        Servers.Server server = Servers.postgresql();
        RunningHistory output = new RunningHistory(server.fresh());
        write(output, TEN, 5);
        until(() -> written(output) == 4);

        server.kill();
        // The server starts only after these calls have returned.
        write(output, TEN + 5 * 60, HistoryOutput.MOST_PENDING + 60);
        server.start();
        until(() -> written(output) == 4 + HistoryOutput.MOST_PENDING);
        end(output, 4 + HistoryOutput.MOST_PENDING + 1);

        assertThat(rows(output, Table.MINUTES)).extracting(row -> Long.parseLong(row.get("ts")))
                .startsWith(TEN, TEN + 60, TEN + 120, TEN + 180, TEN + 64 * 60L);
        assertThat(rows(output, Table.HOURS)).extracting(row -> Long.parseLong(row.get("imp_wh")))
                .satisfies(hours -> assertThat(hours.stream().mapToLong(hour -> hour).sum())
                        .isEqualTo(3L * (HistoryOutput.MOST_PENDING + 64)));
    }

    @Test
    void aFileThatAnotherProgramLocksIsWrittenLater() throws Exception {
        HistoryConfig settings = Servers.fresh(SqlDialect.SQLITE);
        RunningHistory output = new RunningHistory(settings);
        write(output, TEN, 2);
        until(() -> written(output) == 1);
        try (Connection other = new DatabaseUrl(settings).connectForWriting(); Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            write(output, TEN + 120, 10);
            until(() -> output.fault().isPresent());
            statement.execute("COMMIT");
        }
        until(() -> written(output) == 11);
        output.close();
    }

    @Test
    void minutesThatAreTooOldGoAfterTenPastMidnight() throws Exception {
        RunningHistory output = new RunningHistory(Servers.changed(Servers.fresh(SqlDialect.SQLITE), 1, null,
                Tariff.QUARTER_PEAK));
        long midnight = TestHistory.second("2026-06-15T22:00:00Z");
        hourly(output, midnight - 47 * 3_600, 47);
        write(output, midnight + 300, 4);
        until(() -> written(output) == 50);
        write(output, midnight + 540, 3);
        until(() -> written(output) == 24 + 6);
        end(output, 24 + 7);

        assertThat(rows(output, Table.HOURS)).hasSize(48);
    }

    /** The user has no right to delete. */
    @Test
    void aDeletionThatFailsWritesNoMinuteAgain() throws Exception {
        HistoryConfig settings = Servers.changed(Servers.fresh(SqlDialect.SQLITE), 1, null, Tariff.QUARTER_PEAK);
        try (Connection owner = new DatabaseUrl(settings).connectForWriting(); Statement statement = owner.createStatement()) {
            statement.execute("CREATE TRIGGER keep BEFORE DELETE ON p1_minutes BEGIN SELECT RAISE(ABORT, 'denied'); END");
            statement.execute("CREATE TABLE again (ts)");
            statement.execute("CREATE TRIGGER again BEFORE UPDATE ON p1_minutes BEGIN INSERT INTO again VALUES (old.ts); END");
        }
        RunningHistory output = new RunningHistory(settings);
        long midnight = TestHistory.second("2026-06-15T22:00:00Z");
        hourly(output, midnight - 47 * 3_600, 47);
        write(output, midnight + 300, 10);
        until(() -> written(output) == 56);
        write(output, midnight + 900, 5);
        end(output, 62);
        assertThat(Rows.ask(settings, "SELECT ts FROM again")).isEmpty();
    }

    @Test
    void aFileThatIsDeletedUnderTheDriverIsMadeAnew(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("history.db");
        RunningHistory output = new RunningHistory(Servers.settings("sqlite:" + file, null));
        write(output, TEN, 5);
        until(() -> written(output) == 4);
        Files.delete(file);
        write(output, TEN + 300, 5);
        until(() -> Files.exists(file) && written(output) == 5);
        output.close();
    }

    /** As a power cut or a worn card leaves it. */
    @ParameterizedTest
    @ValueSource(strings = {"its first page is lost", "cut in half"})
    void aDamagedFileIsSetAsideAndAHistoryBeginsAnewWithoutALostMinute(String damage, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("history.db");
        HistoryConfig settings = Servers.settings("sqlite:" + file, null);
        RunningHistory before = new RunningHistory(settings);
        write(before, TEN, 70);
        before.end();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, damage.equals("its first page is lost") ? new byte[whole.length]
                : Arrays.copyOf(whole, whole.length / 2));
        Files.createFile(directory.resolve("history.db.damaged-2019-01-01"));
        Path second = Files.createFile(directory.resolve("history.db.damaged-2020-01-01"));
        DriverState driver = new DriverState(OwnerChoices.none());
        RunningHistory output = new RunningHistory(settings, driver);
        write(output, TEN + 4_200, 5);
        until(() -> written(output) == 4);
        output.end();
        assertThat(driver.board().of(org.dbusp1.base.problem.EventType.HISTORY_DAMAGED)).satisfies(damaged -> {
            assertThat(Path.of(damaged.text("file"))).exists();
            assertThat(second).as("the third one replaces it").doesNotExist();
        });
        RunningHistory again = new RunningHistory(settings);
        assertThat(written(again)).isEqualTo(5);
        again.end();
        assertThat(Files.list(directory).filter(path -> path.toString().matches(".*damaged-[0-9-]+"))).as("kept").hasSize(2);
    }

    /** What is lost is said once, however often it is tried. */
    @ParameterizedTest
    @CsvSource({"DROP TABLE p1_hours, 'made again, empty: p1_hours'", "ALTER TABLE p1_hours RENAME COLUMN ts TO second, p1_hours.ts"})
    void aFileWithoutATableOrColumnIsNotSetAside(String loss, String said, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("history.db");
        HistoryConfig settings = Servers.settings("sqlite:" + file, null);
        RunningHistory before = new RunningHistory(settings);
        write(before, TEN, 70);
        before.end();
        Rows.ask(settings, loss);
        Path messages = directory.resolve("messages");
        try (ChildJvm driver = new ChildJvm(Attempted.class, messages, file.toString())) {
            assertThat(driver.next()).isEqualTo(loss.startsWith("DROP") ? 70 + Attempted.MINUTES : 70);
        }
        assertThat(Files.readString(messages).lines().filter(line -> line.contains("history:"))).singleElement().asString().contains(said);
        assertThat(directory).isDirectoryNotContaining("glob:**damaged*");
    }

    /** A driver that tries its database each minute; then it says how many minutes the database has. */
    static final class Attempted {
        private static final int MINUTES = 9;

        public static void main(String[] file) throws Exception {
            HistoryOutputTest test = new HistoryOutputTest();
            AtomicLong nanos = new AtomicLong();
            HistoryOutput output = new HistoryOutput(Servers.settings("sqlite:" + file[0], null), new DriverState(OwnerChoices.none()),
                    () -> nanos.addAndGet(Duration.ofMinutes(1).toNanos()));
            for (int i = 0; i < MINUTES; i++) {
                test.meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + (70 + i) * 3L));
                output.snapshot(test.meter.at(TEN + (70 + i) * 60L));
                output.tick();
            }
            output.close();
            System.out.println(Rows.ask(Servers.settings("sqlite:" + file[0], null), "SELECT COUNT(*) FROM p1_minutes").get(0));
        }
    }

    /** Its new name would have more than 255 characters. */
    @Test
    void whileADamagedFileCannotBeRenamedRowsWait(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("h".repeat(240)), new byte[20_000]);
        DriverState driver = new DriverState(OwnerChoices.none());
        RunningHistory output = new RunningHistory(Servers.settings("sqlite:" + file, null), driver);
        write(output, TEN, 5);
        until(() -> output.fault().filter(fault -> fault.contains("not a database")).isPresent());
        assertThat(driver.board().of(org.dbusp1.base.problem.EventType.HISTORY_DAMAGED)).isNull();
        assertThat(file).hasSize(20_000);
        Files.delete(file);
        until(() -> written(output) == 4);
        end(output, 5);
        assertThat(driver.board().of(org.dbusp1.base.problem.EventType.HISTORY_DAMAGED)).isNull();
    }

    @Test
    void aServerThatClosesEachConnectionIsTriedAgainEverMoreSeldomUpToAMinute() throws Exception {
        Attempts attempts = new Attempts();
        try (ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket client = server.accept()) {
                        attempts.add();
                    } catch (IOException e) {
                        // The client or the test has ended.
                    }
                }
            }, "server");
            accepting.setDaemon(true);
            accepting.start();
            HistoryOutput output = new HistoryOutput(Servers.settings("postgresql://127.0.0.1:" + server.getLocalPort() + "/p1", "p1"),
                    new DriverState(OwnerChoices.none()), attempts::nanos);
            Await.await("attempts", () -> {
                for (int tick = 0; tick < 30 && attempts.count() < 8; tick++) {
                    output.tick();
                }
                return attempts.count() >= 8;
            });
            attempts.expectWaits(5, 60);
            output.close();
        }
    }

    /** As an owner who gives the name of another file. */
    @Test
    void aTextIsNoDamagedHistoryAndStaysWhereItIs(@TempDir Path directory) throws Exception {
        Path notes = Files.writeString(directory.resolve("notes.txt"), "the owner's notes, no database\n".repeat(500));
        HistoryOutput output = new HistoryOutput(Servers.settings("sqlite:" + notes, null), new DriverState(OwnerChoices.none()));
        output.tick();
        assertThat(output.fault()).hasValueSatisfying(fault -> assertThat(fault).contains(notes.toString(), "not a database"));
        output.close();
        assertThat(notes).content().startsWith("the owner's notes");
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().contains("damaged"));
    }

    /** SQLite would use up its stack, and end the process. */
    @Test
    void aFileThatIsALinkToItselfIsAFaultWithASentence(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("history.db");
        Files.createSymbolicLink(file, file);
        HistoryOutput output = new HistoryOutput(Servers.settings("sqlite:" + file, null),
                new DriverState(OwnerChoices.none()));
        output.tick();
        assertThat(output.fault()).hasValueSatisfying(fault -> assertThat(fault).contains(file.toString(), "cannot be opened"));
        output.close();
    }

    /** A class that cannot be loaded while no descriptor is free. */
    @Test
    void anErrorEndsNoRecording() throws Exception {
        RunningHistory output = new RunningHistory(Servers.fresh(SqlDialect.SQLITE), new DriverState(OwnerChoices.none()) {
            @Override
            public void monthFigures(MeterKey meter, MonthFigures figures) {
                throw new InternalError("no descriptor");
            }
        });
        write(output, TEN, 3);
        until(() -> written(output) == 2);
        write(output, TEN + 180, 3);
        until(() -> written(output) == 5);
        output.close();
    }

    @Test
    void monthsThatCouldNotBePassedOnFollowWithTheNextRows() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        CountDownLatch passedOn = new CountDownLatch(1);
        RunningHistory output = new RunningHistory(Servers.fresh(SqlDialect.SQLITE), new DriverState(OwnerChoices.none()) {
            @Override
            public void monthFigures(MeterKey meter, MonthFigures figures) {
                if (failed.getCount() > 0) {
                    failed.countDown();
                    throw new InternalError("no descriptor");
                }
                passedOn.countDown();
            }
        });
        write(output, TEN, 3);
        failed.await();
        assertThat(passedOn.getCount()).isEqualTo(1);
        write(output, TEN + 180, 3);
        assertThat(passedOn.await(60, TimeUnit.SECONDS)).isTrue();
        output.close();
    }

    /** Returns the steps of SQLite's machine, in hundreds, that some work on the rows of a meter takes. */
    private static long hundredsOfSteps(TestHistory history, Callable<?> work) throws Exception {
        long[] counted = {0};
        Connection connection = history.writer.inTransaction("E0012345", Statements::connection);
        ProgressHandler.setHandler(connection, 100, new ProgressHandler() {
            @Override
            protected int progress() {
                counted[0]++;
                return 0;
            }
        });
        work.call();
        ProgressHandler.clearHandler(connection);
        return counted[0];
    }

    private static long steps(TestHistory history, Retention retention, long now) throws Exception {
        retention.begin(now);
        return hundredsOfSteps(history, () -> history.writer.inTransaction("E0012345", rows -> {
            boolean more = true;
            while (more) {
                more = retention.run(rows);
            }
            return more;
        }));
    }

    private static long thinningSteps(int hours) throws Exception {
        long end = TEN + hours * 3_600L;
        try (TestHistory history = gas(hours)) {
            Retention retention = new Retention(1);
            long steps = steps(history, retention, end + 144_000);
            assertThat(steps(history, retention, end + 144_000 + 86_400)).as("the day after").isLessThan(steps / 10);
            assertThat(history.column(Table.MBUS, "delta")).hasSize(hours).containsOnly("12");
            return steps;
        }
    }

    /** After an import of years there are many hours with several readings of a gas meter. */
    @Test
    void aReadingIsNotReadAgainWithEachPartThatIsThinnedOut() throws Exception {
        assertThat(thinningSteps(4_000)).isLessThan(5 * thinningSteps(1_000));
    }

    /** Returns a history with readings of a gas meter of so many hours. */
    private static TestHistory gas(int hours) throws Exception {
        TestHistory history = new TestHistory(SqlDialect.SQLITE);
        history.minutes(TEN + hours * 3_600L, 1, 1_000_000, 2).write();
        return history.writer.inTransaction("E0012345", rows -> {
            TestHistory.gas(rows, TEN, hours);
            return history;
        });
    }

    private void hourly(RunningHistory output, long from, int hours) {
        for (int hour = 0; hour < hours; hour++) {
            write(output, from + hour * 3_600L, 1);
        }
    }

    /** The meter's clock, or the machine's where it has none, is 400 days ahead for five minutes. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"true,false", "true,true", "false,false", "false,true"})
    void aClockThatIsAheadEndsNothing(boolean metersClock, boolean restart) throws Exception {
        clock = metersClock;
        HistoryConfig settings = Servers.fresh(SqlDialect.SQLITE);
        RunningHistory output = new RunningHistory(settings);
        RunningHistory first = output;
        hourly(first, TEN - 4 * 3_600, 28);
        until(() -> written(first) == 27);
        write(first, TEN + 24 * 3_600 + 400 * 86_400L, 5);
        until(() -> written(first) == 28 + 4);
        if (restart) {
            end(output, 28 + 5);
            output = new RunningHistory(settings);
        }
        write(output, TEN + 24 * 3_600 + 300, 5);
        RunningHistory open = output;
        until(() -> written(open) == 28 + 5 + 4);

        // Until an hour after the next midnight.
        hourly(output, TEN + 25 * 3_600, 14);
        until(() -> written(open) == 28 + 5 + 5 + 13);
        end(output, 28 + 5 + 5 + 14);

        assertThat(rows(output, Table.MINUTES)).hasSize(28 + 5 + 5 + 14);
        assertThat(rows(output, Table.HOURS)).as("the last two are of that clock").hasSize(42 + 2);
        assertThat(rows(output, Table.DAYS)).hasSize(3 + 1);
    }

    @Test
    void eachMetersOwnFileIsOpenedOnceItIsKnown(@TempDir Path directory) throws Exception {
        RunningHistory output = new RunningHistory(Servers.settings("sqlite:" + directory.resolve("new/<key>.db"), null));
        write(output, TEN, 2);
        until(() -> written(output) == 1);
        meter.key("E0099999");
        write(output, TEN + 120, 2);
        until(() -> Files.exists(directory.resolve("new/E0099999.db")) && written(output) == 1);
        end(output, 2);

        assertThat(directory.resolve("new/E0012345.db")).exists();
        assertThat(directory.resolve("new/<key>.db")).doesNotExist();
    }
}
