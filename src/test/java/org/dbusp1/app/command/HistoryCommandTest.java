package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.Beside;
import org.dbusp1.Captured;
import org.dbusp1.Corpus;
import org.dbusp1.ForcedFiles;
import org.dbusp1.JavaCommand;
import org.dbusp1.Main;
import org.dbusp1.OwnPlace;
import org.dbusp1.SimulatedLog;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.Program;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.HistoryOutput;
import org.dbusp1.output.history.RunningHistory;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The history of logs that were played, as CSV. */
@Timeout(120)
class HistoryCommandTest {
    @RegisterExtension
    private final Captured captured = new Captured();

    @TempDir
    private Path directory;
    /** Where a driver has played a log of {@link #THREE_HOURS} once: most tests need a history, and not how it came. */
    @TempDir
    private static Path played;

    private Path config;

    @BeforeEach
    void configure() throws Exception {
        config = configured(directory);
    }

    private static Path configured(Path directory) throws Exception {
        return Files.writeString(directory.resolve("test.properties"), "history.url=sqlite:" + directory.resolve("history.db") + "\n");
    }

    private int history(String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of("history", command, "--config", config.toString()));
        words.addAll(Arrays.asList(arguments));
        return Main.run(words);
    }

    private List<String> exported(String... arguments) {
        int before = captured.out().length();
        assertThat(history("export", arguments)).as(captured.err()).isZero();
        return captured.out().substring(before).lines().toList();
    }

    /** Of a meter of ten seconds. */
    private static final int THREE_HOURS = 1_080;
    /** By its clock. */
    private static final Instant NOON = Instant.parse("2026-06-15T10:00:00Z");

    /** The history has three hours of the meter "house". */
    private void fill() throws Exception {
        Files.copy(threeHours(), database());
    }

    /** Returns the history of a log that was played by a driver whose configuration names another one. */
    private static Path threeHours() throws Exception {
        Path history = OwnPlace.state(played).resolve("replayed.db");
        if (!Files.exists(history)) {
            assertThat(started(played, configured(played), log(played, THREE_HOURS), "--meter.id=house")).as(output(played)).isZero();
        }
        return history;
    }

    /** Returns a log with the first telegrams of a meter, from noon on. */
    private static String log(Path directory, int telegrams) throws Exception {
        return Files.write(directory.resolve("p1.log"), SimulatedLog.of("dsmr42", NOON, telegrams)).toString();
    }

    /** Plays a log into the history. */
    private void play(String log) throws Exception {
        assertThat(started(directory, config, log, "--meter.id=house", "--history.url=sqlite:" + database())).as(output(directory))
                .isZero();
    }

    /** Writes telegrams of a meter into the history, as a driver that plays a log of them. */
    private void write(SampleMeter meter, int telegrams) {
        HistoryOutput output = new HistoryOutput(new HistoryConfig("sqlite:" + database(), null, null, 31,
                Duration.ofHours(1), null, Tariff.named("flanders"), true, true), new DriverState(OwnerChoices.none()));
        for (int i = 0; i < telegrams; i++) {
            output.snapshot(meter.next());
        }
        output.close();
    }

    private static SampleMeter house(String dialect, String start) {
        return SampleMeter.house(Dialects.named(dialect).orElseThrow(), DemandConfig.DEFAULT, Optional.empty(), Instant.parse(start),
                Decryptor.none());
    }

    /** Returns the exit status of a run with a log. */
    private static int started(Path directory, Path config, String log, String... more) throws Exception {
        List<String> words = JavaCommand.with();
        words.addAll(List.of(Main.class.getName(), "run", "--config", config.toString(), log, "--speed", "max",
                "--history.enabled=true", "--venus.enabled=false"));
        words.addAll(List.of(more));
        ProcessBuilder driver = OwnPlace.program(directory, words).redirectErrorStream(true)
                .redirectOutput(directory.resolve("driver").toFile());
        return driver.start().waitFor();
    }

    private static String output(Path directory) throws Exception {
        return Files.readString(directory.resolve("driver"));
    }

    /** A URL of the configuration is the driver's: a log has a file of its own. */
    @Test
    void aLogIsWrittenToAFileOfItsOwn() throws Exception {
        assertThat(exported("--url", "sqlite:" + threeHours())).hasSize(4);
        assertThat(played.resolve("history.db")).doesNotExist();
    }

    /** Also when the log is played faster than the database is opened. */
    @Test
    void aLogDoesNotChangeTheHistoryOfADriver() throws Exception {
        Path live = directory.resolve("live.db");
        RunningHistory history = new RunningHistory(new HistoryConfig("sqlite:" + live, null, null, 31,
                Duration.ofSeconds(1), null, Tariff.named("flanders"), false, true));
        history.snapshot(new SampleMeter("dsmr50", Wiring.THREE_PHASES, NOON).next());
        history.end();
        byte[] before = Files.readAllBytes(live);

        assertThat(started(directory, config, log(directory, 100), "--history.url=sqlite:" + live)).isEqualTo(78);

        assertThat(output(directory)).containsOnlyOnce("dbus-p1: history: sqlite:" + live + " has the rows of a driver, which a log or a"
                + " simulated meter would change; write on the command line the name of another database, such as --history.url=sqlite:"
                + directory.resolve("live-log.db") + "\n").doesNotContain("failed on a reading");
        assertThat(Files.readAllBytes(live)).isEqualTo(before);
    }

    @Test
    void aLogFillsTheHistoryOnce() throws Exception {
        fill();
        List<String> hours = exported("--table", "hours");
        List<String> minutes = exported("--table", "minutes");
        assertThat(hours).hasSize(4).element(1).asString().startsWith("\"2026-06-15T12:00:00+02:00\",");
        assertThat(minutes).hasSize(181);

        play(log(directory, THREE_HOURS));
        assertThat(exported("--table", "hours")).isEqualTo(hours);
        assertThat(exported("--table", "minutes")).isEqualTo(minutes);
    }

    @Test
    void anExportHasTheFormOfACountry() throws Exception {
        write(house("dsmr50", "2026-06-15T10:00:00Z"), 100);
        List<String> usual = exported("--table", "minutes");
        assertThat(usual.get(0)).startsWith("\"ts\",\"p_imp_w\",");
        assertThat(usual.get(1)).matches(".*,\"2[0-9]{2}\\.[0-9]\",.*");

        List<String> german = exported("--table", "minutes", "--decimal", ",", "--separator", ";");
        assertThat(german.get(0)).isEqualTo(usual.get(0).replace(',', ';'));
        assertThat(german.stream().map(line -> line.replace("\"", ""))).isEqualTo(
                usual.stream().map(line -> line.replace(',', ';').replace('.', ',').replace("\"", "")).toList());
        assertThat(german.get(1)).matches(".*;\"2[0-9]{2},[0-9]\";.*");
    }

    @Tag(Beside.TAG)
    @Test
    void theClockChangeOfARealMeterLosesNoEnergy() throws Exception {
        JsonNode truth = Corpus.truth("streams/clock-change.json");
        play(Corpus.file("streams/clock-change.bin").toString());

        List<BigDecimal> counters = new ArrayList<>();
        truth.get("telegrams").forEach(telegram -> counters.add(telegram.get("energy_import_total_kwh").decimalValue()));
        long drawn = wattHours(counters.get(counters.size() - 1)) - wattHours(counters.get(0));
        assertThat(sum(exported("--table", "hours"), "imp_wh")).isEqualByComparingTo(BigDecimal.valueOf(drawn));
        assertThat(sum(exported("--table", "days"), "imp_wh")).isEqualByComparingTo(BigDecimal.valueOf(drawn));
    }

    private static long wattHours(BigDecimal kilowattHours) {
        return kilowattHours.movePointRight(3).longValue();
    }

    @Test
    void ofSeveralMetersOneHasToBeNamed() throws Exception {
        fill();
        write(new SampleMeter("dsmr42", Wiring.THREE_PHASES, NOON), 100);

        assertThat(history("export")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(captured.err()).endsWith("dbus-p1: name the meter with --meter: the history holds house, sample\n");
        assertThat(exported("--meter", "sample")).hasSize(2);
        assertThat(history("export", "--meter", "barn")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(captured.err()).endsWith("dbus-p1: there is no meter barn; name one with --meter: the history holds house, sample\n");
    }

    /** Of SQLite's driver; they are no part of the file's name. */
    @Test
    void aUrlMayHaveParameters() throws Exception {
        fill();
        assertThat(exported("--url", "sqlite:" + directory.resolve("history.db") + "?busy_timeout=1000")).hasSize(4);
    }

    @Test
    void aDatabaseThatIsNotThereIsReported() {
        String nobody = "jdbc:postgresql://127.0.0.1:1/p1";
        assertThat(history("export", "--url", nobody)).isEqualTo(ExitStatus.UNAVAILABLE.code());
        assertThat(captured.err()).startsWith("dbus-p1: the history in " + nobody).hasLineCount(1);
    }

    @Test
    void anExportBeforeThereIsAHistoryReportsWhatMakesOne() throws Exception {
        assertThat(history("export")).isEqualTo(66);
        assertThat(captured.err()).isEqualTo("dbus-p1: there is no history in " + directory.resolve("history.db")
                + "; a driver with history.enabled=true makes one; that of a raw log, which dbus-p1 run LOG --speed max"
                + " --history.enabled=true makes, is read with --url sqlite:"
                + Program.stateDirectory(Path.of("/"), System.getenv()).resolve("replayed.db") + "\n");
        new RunningHistory(new HistoryConfig("sqlite:" + directory.resolve("history.db"), null, null, 31,
                Duration.ofSeconds(1), null, Tariff.named("flanders"), false, true)).end();
        int before = captured.err().length();
        assertThat(history("export")).isEqualTo(65);
        assertThat(captured.err().substring(before)).isEqualTo("dbus-p1: the history holds no meter yet\n");
    }

    private static BigDecimal sum(List<String> csv, String column) {
        int place = Arrays.asList(csv.get(0).replace("\"", "").split(",")).indexOf(column);
        return csv.stream().skip(1).map(line -> line.replace("\"", "").split(",", -1)[place]).filter(cell -> !cell.isEmpty())
                .map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void aRangeAndSumsCanBeAskedFor() throws Exception {
        write(house("dsmr42", "2026-06-30T20:00:00Z"), 1_500);

        assertThat(exported("--table", "minutes", "--from", "2026-07-01")).hasSize(1 + 130);
        assertThat(exported("--table", "minutes", "--to", "2026-07-01")).hasSize(1 + 120);
        assertThat(exported("--table", "days", "--step", "month")).hasSize(3).element(1).asString().startsWith("\"2026-06\",");
        assertThat(exported("--table", "quarters", "--step", "all")).hasSize(2);
        assertThat(history("export", "--table", "days", "--step", "hour")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(captured.err()).endsWith("dbus-p1: days have the steps row, month, year, all, not hour\n");
    }

    /** As a clock that was ahead leaves them. */
    @Test
    void rowsOfTheFutureAreCounted() throws Exception {
        fill();
        write(house("dsmr42", "2030-06-30T20:00:00Z"), 100);

        assertThat(exported("--table", "hours")).hasSize(1 + 4);
        String hidden = LocalDate.now(ZoneId.of("Europe/Amsterdam")).plusDays(2).toString();
        assertThat(captured.err()).endsWith("dbus-p1: 1 row lies in the future, of a clock that was ahead; --to " + hidden
                + " leaves it out\n");
        int before = captured.err().length();
        assertThat(exported("--table", "minutes", "--from", "2026-07-01")).hasSizeGreaterThan(2);
        assertThat(captured.err().substring(before)).matches("dbus-p1: \\d+ rows lie in the future.*\n");
        before = captured.err().length();
        assertThat(exported("--table", "hours", "--to", hidden)).hasSize(1 + 3);
        assertThat(exported("--table", "days", "--step", "all")).hasSize(2);
        assertThat(captured.err().substring(before)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            export --table years             | 64 | --table: "years" is not one of minutes, quarters, hours, days, peaks, mbus, mbus_days, events
            export --url oracle:x            | 64 | option --url=oracle:x is not allowed; write one of sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME, or nothing
            export --password-file /no       | 78 | option --password-file=/no: there is no such file
            export --meter a-b               | 64 | option --meter=a-b is not allowed; write 1 to 48 characters of A-Z a-z 0-9 _, or nothing
            export --from 2026-06-15 --to 2026-06-15 | 64 | --to is the day after the last: 2026-06-15 is not after --from 2026-06-15
            export --decimal :               | 64 | --decimal: ":" is not a dot or a comma
            export --separator .             | 64 | --separator: "." is not one of ; , or tab
            export --from yesterday          | 64 | --from: "yesterday" is not a day such as 2026-01-31
            """)
    void aMistakeIsOneLineThatShowsWhatToDo(String line, int status, String message) {
        String[] words = line.split(" ");
        assertThat(history(words[0], Arrays.copyOfRange(words, 1, words.length))).as(captured.err()).isEqualTo(status);
        assertThat(captured.err()).endsWith("dbus-p1: " + message + "\n");
    }

    private Path database() {
        return directory.resolve("history.db");
    }

    private static void execute(Connection writer, String sql) throws Exception {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(Path database, String rows) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                ResultSet counted = connection.createStatement().executeQuery("SELECT count(*) FROM " + rows)) {
            return counted.getLong(1);
        }
    }

    private static long changed(Path database) throws Exception {
        return count(database, "p1_minutes WHERE p_imp_w = 77");
    }

    /** A writer keeps its rows in the -wal for hours: the file alone is a backup without them. After a power cut it is whole too. */
    @Test
    void aBackupIsWholeWhileTheHistoryIsWritten() throws Exception {
        fill();
        Path backup = directory.resolve("backup.db");
        Path plain = directory.resolve("plain.db");
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + database())) {
            execute(writer, "PRAGMA journal_mode = WAL");
            execute(writer, "UPDATE p1_minutes SET p_imp_w = 77");
            writer.setAutoCommit(false);
            // A transaction that is not committed is no part of a backup, and does not delay it.
            execute(writer, "DELETE FROM p1_minutes");
            try (ForcedFiles forced = new ForcedFiles()) {
                assertThat(history("backup", backup.toString())).as(captured.err()).isZero();
                assertThat(forced.stopAndList(directory)).as("its bytes, then its name").containsExactly("backup.db.part", "");
            }
            Files.copy(database(), plain);
            writer.rollback();
        }
        assertThat(captured.out()).contains(backup + ": a whole copy of " + database(), "rm -f " + database() + "-wal");
        assertThat(Files.getPosixFilePermissions(backup)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(directory.resolve("backup.db.part")).doesNotExist();
        assertThat(count(backup, "p1_minutes")).isEqualTo(180);
        assertThat(changed(backup)).isEqualTo(180);
        assertThat(changed(plain)).as("the file without its journal").isZero();
    }

    /** As its closing lines say; afterwards the driver goes on with it. */
    @Test
    void aBackupThatIsPutBackIsTheHistoryAgain() throws Exception {
        fill();
        Path backup = directory.resolve("backup.db");
        assertThat(history("backup", backup.toString())).as(captured.err()).isZero();
        List<String> before = exported("--table", "hours");
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + database())) {
            execute(writer, "DELETE FROM p1_hours");
        }
        for (String command : captured.out().lines().map(String::strip).filter(line -> line.matches("[23]\\. .*"))
                .map(line -> line.substring(3)).toList()) {
            assertThat(OwnPlace.program(directory, "sh", "-c", command).start().waitFor()).isZero();
        }
        assertThat(exported("--table", "hours")).isEqualTo(before);
        write(house("dsmr42", "2026-06-15T13:00:00Z"), 360);
        assertThat(exported("--table", "minutes")).hasSize(1 + 240);
    }

    @Test
    void aBackupReplacesNothingAndLeavesNothingUnfinished() throws Exception {
        fill();
        Path there = Files.writeString(directory.resolve("there.db"), "mine");
        assertThat(history("backup", there.toString())).isEqualTo(ExitStatus.UNWRITABLE.code());
        assertThat(there).hasContent("mine");
        assertThat(captured.err()).contains("there is such a file");
        assertThat(history("backup", directory.resolve("no/folder.db").toString())).isEqualTo(ExitStatus.UNWRITABLE.code());
        Files.writeString(database(), "no database of SQLite, but a text of an owner");
        Path failed = directory.resolve("failed.db");
        assertThat(history("backup", failed.toString())).isEqualTo(ExitStatus.UNAVAILABLE.code());
        assertThat(failed).doesNotExist();
        assertThat(directory.resolve("failed.db.part")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"jdbc:postgresql://nas.local/energy, pg_dump", "jdbc:mariadb://nas.local/energy, mariadb-dump"})
    void ofAServerTheBackupIsMadeByItsOwnProgram(String url, String program) {
        assertThat(history("backup", "--url", url, directory.resolve("backup.db").toString())).isEqualTo(ExitStatus.USAGE.code());
        assertThat(captured.err()).contains(url.replace("jdbc:", ""), program);
    }
}
