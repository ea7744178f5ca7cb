package org.dbusp1.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.Captured;
import org.dbusp1.Corpus;
import org.dbusp1.Main;
import org.dbusp1.SimulatedLog;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs into the history, and the history out as CSV. */
@Timeout(120)
class HistoryCommandTest {
    @RegisterExtension
    private final Captured captured = new Captured();

    @TempDir
    private Path directory;

    private Path config;

    @BeforeEach
    void configure() throws Exception {
        config = Files.writeString(directory.resolve("test.properties"),
                "history.url=sqlite:" + directory.resolve("history.db") + "\n");
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

    private static SimulatedMeter meter(String name, String start) {
        return SimulatedLog.meter(name, Instant.parse(start));
    }

    private String simulated(String name, String start, int telegrams) throws Exception {
        return log(meter(name, start), name + start.hashCode(), telegrams);
    }

    private String log(SimulatedMeter meter, String file, int telegrams) throws Exception {
        return Files.write(directory.resolve(file + ".log"), SimulatedLog.of(meter, telegrams)).toString();
    }

    @Test
    void aLogFillsTheHistoryOnce() throws Exception {
        String log = simulated("dsmr42", "2026-06-15T10:00:00Z", 1_080);
        assertThat(history("import", log)).isZero();
        assertThat(captured.err()).isEqualTo("dbus-p1: " + log + ": 1080 telegrams, 0 rejected\ndbus-p1: 180 minutes\n");
        List<String> hours = exported("--table", "hours");
        List<String> minutes = exported("--table", "minutes");
        assertThat(hours).hasSize(4).element(1).asString().startsWith("2026-06-15T12:00:00+02:00,");
        assertThat(minutes).hasSize(181);

        assertThat(history("import", log, log)).isZero();
        assertThat(exported("--table", "hours")).isEqualTo(hours);
        assertThat(exported("--table", "minutes")).isEqualTo(minutes);
    }

    /** As a bridge that empties its buffer sends them: their clock is behind, and their counters fell. */
    @Test
    void telegramsThatALineWouldNotBelieveAreNotInTheHistory() throws Exception {
        String[] all = Files.readString(Path.of(simulated("dsmr42", "2026-06-15T10:00:00Z", 720)),
                StandardCharsets.ISO_8859_1).split("(?=/)");
        List<String> sent = new ArrayList<>(Arrays.asList(all).subList(0, 360));
        sent.addAll(Arrays.asList(all).subList(10, 13));
        sent.addAll(Arrays.asList(all).subList(360, 720));
        Path log = Files.writeString(directory.resolve("buffer.log"), String.join("", sent), StandardCharsets.ISO_8859_1);

        assertThat(history("import", log.toString())).isZero();
        assertThat(captured.err()).endsWith("dbus-p1: " + log + ": 720 telegrams, 3 rejected\ndbus-p1: 120 minutes\n");
    }

    @Test
    void logsInAnyOrderGiveTheSame() throws Exception {
        SimulatedMeter meter = meter("dsmr42", "2026-06-15T20:30:00Z");
        String first = log(meter, "first", 300);
        // Two hours of telegrams around midnight, one each ten seconds, that nobody kept.
        log(meter, "between", 720);
        String second = log(meter, "second", 300);
        history("import", second, first);
        List<String> events = exported("--table", "events");
        List<String> days = exported("--table", "days");

        Files.delete(directory.resolve("history.db"));
        history("import", first, second);
        assertThat(exported("--table", "days")).isEqualTo(days);
        // The tariff may have changed between the logs; nobody knows when.
        assertThat(exported("--table", "events")).hasSameSizeAs(events);
    }

    @Test
    void everySimulatedMeterWithAClockIsKept() throws Exception {
        for (SimulatedDialect dialect : Dialects.all()) {
            String log = simulated(dialect.name(), "2026-06-15T10:00:00Z", 70);
            // Encrypted, and no key here.
            boolean locked = dialect.name().equals("han-kaifa-at");
            assertThat(history("import", "--meter", dialect.name().replace('-', '_'), log)).as(captured.err())
                    .isEqualTo((locked ? ExitStatus.NO_DATA : ExitStatus.OK).code());
        }
        assertThat(captured.err().lines().filter(line -> line.contains("without a time")))
                .allMatch(line -> line.matches(".*(dsmr2|dsmr3|d0|han-aidon|han-czechia|sml-|tic-historique|tic-tempo).*"));
    }

    @Test
    void theClockChangeOfARealMeterLosesNoEnergy() throws Exception {
        JsonNode truth = Corpus.truth("streams/clock-change.json");
        assertThat(history("import", Corpus.file("streams/clock-change.bin").toString())).isZero();

        // Of the very first minute only what the counter showed at its end is known.
        List<BigDecimal> counters = new ArrayList<>();
        truth.get("telegrams").forEach(telegram -> {
            if (telegram.get("timestamp").asText().compareTo("2026-10-25T02:51:59+02:00") >= 0
                    || telegram.get("timestamp").asText().endsWith("+01:00")) {
                counters.add(telegram.get("energy_import_total_kwh").decimalValue());
            }
        });
        BigDecimal drawn = counters.get(counters.size() - 1).subtract(counters.get(0)).movePointRight(3);
        assertThat(sum(exported("--table", "hours"), "imp_wh")).isEqualByComparingTo(drawn);
        assertThat(sum(exported("--table", "days"), "imp_wh")).isEqualByComparingTo(drawn);
    }

    private static BigDecimal sum(List<String> csv, String column) {
        int place = Arrays.asList(csv.get(0).split(",")).indexOf(column);
        return csv.stream().skip(1).map(line -> line.split(",", -1)[place]).filter(cell -> !cell.isEmpty())
                .map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void aRangeAndSumsCanBeAskedFor() throws Exception {
        history("import", simulated("dsmr42", "2026-06-30T20:00:00Z", 1_500));

        assertThat(exported("--table", "minutes", "--from", "2026-07-01")).hasSize(1 + 130);
        assertThat(exported("--table", "minutes", "--to", "2026-07-01")).hasSize(1 + 120);
        assertThat(exported("--table", "days", "--step", "month")).hasSize(3).element(1).asString()
                .startsWith("\"2026-06\",");
        assertThat(exported("--table", "quarters", "--step", "all")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            import none.log                  | 66 | none.log: there is no such file
            export --table years             | 64 | --table: "years" is not one of minutes, quarters, hours, days, peaks, mbus, mbus_days, events
            export --table days --step hour  | 64 | days have no step hour, but row, month, year, all
            import --url oracle:x none.log   | 78 | option --url: "oracle:x" is not allowed; give one of sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME
            import --url mqtt: none.log      | 78 | option --url: mqtt: is a broker, not a database; give one of sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME
            export --url mqtt://nas.local    | 78 | option --url: mqtt://nas.local is a broker, not a database; give one of sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME
            import --url= none.log           | 64 | --url: a value is missing; see dbus-p1 history import --help
            import --password-file /no x.log | 78 | option --password-file: /no: there is no such file
            import --meter a-b none.log      | 78 | option --meter: a-b is not allowed; it is 1 to 48 characters of A-Z a-z 0-9 _, or nothing
            export --from 2026-06-15 --to 2026-06-15 | 64 | --to: 2026-06-15 is not after --from 2026-06-15; it is the day after the last
            export --from yesterday          | 64 | --from: "yesterday" is not a day such as 2026-01-31
            """)
    void aMistakeIsOneLineThatShowsWhatToDo(String line, int status, String message) throws Exception {
        history("import", simulated("dsmr42", "2026-06-15T10:00:00Z", 10));
        int before = captured.err().length();
        String[] words = line.split(" ");

        assertThat(history(words[0], Arrays.copyOfRange(words, 1, words.length))).isEqualTo(status);
        assertThat(captured.err().substring(before)).endsWith("dbus-p1: " + message + "\n");
    }

    @Test
    void ofSeveralMetersOneHasToBeNamed() throws Exception {
        String log = simulated("dsmr42", "2026-06-15T10:00:00Z", 100);
        history("import", "--meter", "house", log);
        history("import", "--meter", "shed", log);

        assertThat(history("export")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(captured.err()).endsWith("dbus-p1: name the meter with --meter: the history holds house, shed\n");
        assertThat(exported("--meter", "shed")).hasSize(2);
    }

    @Test
    void aDatabaseThatIsNotThereIsReported() throws Exception {
        String log = simulated("dsmr42", "2026-06-15T10:00:00Z", 10);
        String nobody = "jdbc:postgresql://127.0.0.1:1/p1";
        assertThat(history("export", "--url", nobody)).isEqualTo(ExitStatus.UNAVAILABLE.code());
        assertThat(history("import", "--url", nobody, log)).isEqualTo(ExitStatus.UNAVAILABLE.code());
        assertThat(captured.err().lines()).hasSize(2)
                .allMatch(line -> line.startsWith("dbus-p1: the history in " + nobody));
    }

    @Test
    void anExportBeforeThereIsAHistoryReportsWhatMakesOne() throws Exception {
        assertThat(history("export")).isEqualTo(66);
        assertThat(captured.err()).isEqualTo("dbus-p1: there is no history in " + directory.resolve("history.db")
                + "; a driver with history.enabled=true makes one, and dbus-p1 history import fills one from raw logs\n");
        assertThat(history("import", Files.writeString(directory.resolve("foreign"), "hello").toString())).isEqualTo(65);
        int before = captured.err().length();
        assertThat(history("export")).isEqualTo(65);
        assertThat(captured.err().substring(before)).isEqualTo("dbus-p1: the history holds no meter yet\n");
    }
}
