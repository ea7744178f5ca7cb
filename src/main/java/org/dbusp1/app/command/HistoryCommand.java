package org.dbusp1.app.command;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dbusp1.app.config.Keys;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Config.Setting;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.StandardOutput;
import org.dbusp1.base.process.UserException;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.ArchiveCsv;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.history.DatabaseUrl;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.HistoryReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = HistoryCommand.NAME, mixinStandardHelpOptions = true,
        subcommands = {HistoryCommand.Export.class, BackupCommand.class},
        description = "Writes the history as CSV, or a backup of it.",
        customSynopsis = {"dbus-p1 history export", "dbus-p1 history backup FILE"},
        footer = {"", "Examples:", "  dbus-p1 history export --table days > days.csv", "  dbus-p1 history backup history-2026-11-28.db"})
public final class HistoryCommand {
    static final String NAME = "history";

    private static final String METER = "--meter";

    /** {@code dbus-p1 history export}: writes rows of the history as CSV on standard output. */
    @Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Writes rows of the history as CSV on standard output.",
            footer = {"", "Examples:", "  dbus-p1 history export --table days > days.csv",
                "  dbus-p1 history export --table hours --from 2026-01-31 --to 2026-02-01 > h.csv",
                "  dbus-p1 history export --table days --step month",
                "  dbus-p1 history export --url sqlite:replayed.db --table days > replayed.csv",
                "  dbus-p1 history export --table minutes --decimal , --separator ';' > m.csv"})
    static final class Export implements Callable<Integer> {
        private static final ValueType<Table> TABLE = ValueType.oneOf(List.of(Table.values()), Table::title);
        private static final ValueType<Step> STEP = ValueType.oneOf(List.of(Step.values()), Step::title);
        private static final ValueType<LocalDate> DAY = ValueType.parsed("DAY", "a day such as 2026-01-31", LocalDate::parse);

        @Mixin
        private Options options;

        @Option(names = METER, paramLabel = "KEY",
                description = "the key of the meter; when not given: meter.id, else the only meter in the history")
        private @Nullable String meter;

        @Option(names = "--table", paramLabel = "NAME", defaultValue = "hours",
                description = "minutes, quarters, hours, days, peaks, mbus, mbus_days or events; ${DEFAULT-VALUE} when"
                        + " not given")
        private String table;

        @Option(names = "--step", paramLabel = "STEP", defaultValue = "row",
                description = "add rows up to five_minutes, quarter or hour; days to month or year; all: one row;"
                        + " every row when not given")
        private String step;

        @Option(names = "--from", paramLabel = "DAY", description = "the first day; the oldest of the history when not given")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "DAY", description = "the day after the last; to the end when not given")
        private @Nullable String to;

        @Option(names = "--separator", paramLabel = "CHARACTER", defaultValue = ",",
                description = "the character between cells: " + CsvFormat.SEPARATORS + " (,)")
        private String separator;

        @Option(names = "--decimal", paramLabel = "CHARACTER", defaultValue = ".",
                description = "the decimal mark: " + CsvFormat.DECIMALS + " (.)")
        private String decimal;

        @Override
        public Integer call() throws UserException, IOException {
            Table wanted = TABLE.value("--table", table);
            Step steps = STEP.value("--step", step);
            CsvFormat format = CsvFormat.ofOptions(separator, decimal);
            LocalDate first = DAY.optionalValue("--from", from);
            LocalDate end = DAY.optionalValue("--to", to);
            if (first != null && end != null && !end.isAfter(first)) {
                throw new UserException(ExitStatus.USAGE, "--to is the day after the last: " + end
                        + " is not after --from " + first);
            }
            SelectedHistory chosen = options.select(meter);
            checkFile(new DatabaseUrl(chosen.settings()).file(), chosen.stateDirectory());
            Writer csv = new BufferedWriter(new OutputStreamWriter(new StandardOutput(), StandardCharsets.UTF_8));
            try (HistoryReader history = new HistoryReader(chosen.settings(), chosen.config().get(Keys.METER_ID).orElse(null))) {
                // Absent if the meter has no rows, or if none is named and the history holds several or none.
                ZoneId zone = history.zone().orElse(null);
                if (zone == null) {
                    throw noMeter(chosen.config().get(Keys.METER_ID).orElse(null), history.meters().stream().map(MeterKey::text).toList());
                }
                FutureRows future = new FutureRows(new ArchiveCsv(csv, zone, format), Program.firstFutureDay(Instant.now(), zone), zone);
                history.read(wanted, steps, start(first, zone, Long.MIN_VALUE), start(end, zone, Long.MAX_VALUE), future);
                future.report();
            } catch (Archive.NoSuchStepException e) {
                throw new UserException(ExitStatus.USAGE, e);
            } catch (StandardOutput.Unwritable e) {
                throw e;
            } catch (IOException e) {
                throw new UserException(ExitStatus.UNAVAILABLE, e);
            }
            csv.flush();
            return ExitStatus.OK.code();
        }

        private static UserException noMeter(@Nullable MeterKey named, List<String> meters) {
            if (meters.isEmpty()) {
                return new UserException(ExitStatus.NO_DATA, "the history holds no meter yet");
            }
            String remedy = named == null ? "name the meter with --meter" : "there is no meter " + named.text() + "; name one with --meter";
            return new UserException(ExitStatus.USAGE, remedy + ": the history holds " + String.join(", ", meters));
        }

        private static long start(@Nullable LocalDate day, ZoneId zone, long otherwise) {
            return day == null ? otherwise : day.atStartOfDay(zone).toEpochSecond();
        }
    }

    /** Throws if an SQLite database has no file, or is a directory: the message of SQLite itself does not help an owner. */
    static void checkFile(@Nullable Path file, Path stateDirectory) throws UserException {
        if (file != null && !Files.isRegularFile(file)) {
            throw new UserException(ExitStatus.ABSENT, """
                    there is no history in %s; a driver with history.enabled=true makes one; that of a raw log, which \
                    dbus-p1 run LOG --speed max --history.enabled=true makes, is read with \
                    --url sqlite:%s""".formatted(file, stateDirectory.resolve(HistoryConfig.REPLAYED_FILE)));
        }
    }

    /** Passes on rows, and counts those that are of no day yet: page and API do not show them. */
    private static final class FutureRows implements Archive.RowConsumer {
        private final Archive.RowConsumer rows;
        private final LocalDate hidden;
        private final ZoneId zone;
        private String time = "";
        private int count;

        FutureRows(Archive.RowConsumer rows, LocalDate hidden, ZoneId zone) {
            this.rows = rows;
            this.hidden = hidden;
            this.zone = zone;
        }

        @Override
        public void columns(List<Archive.Column> columns) throws IOException {
            time = columns.get(0).name();
            rows.columns(columns);
        }

        @Override
        public void row(List<String> cells) throws IOException {
            boolean isFuture = switch (time) {
                case "ts" -> Long.parseLong(cells.get(0)) >= hidden.atStartOfDay(zone).toEpochSecond();
                // A day, or only its year, or year and month.
                case "day" -> cells.get(0).compareTo(hidden.toString()) >= 0;
                default -> false;
            };
            count += isFuture ? 1 : 0;
            rows.row(cells);
        }

        void report() {
            if (count > 0) {
                System.err.println("dbus-p1: " + (count == 1 ? "1 row lies" : count + " rows lie")
                        + " in the future, of a clock that was ahead; --to " + hidden + " leaves " + (count == 1 ? "it" : "them") + " out");
            }
        }
    }

    /** The result of {@link Options}. */
    record SelectedHistory(HistoryConfig settings, Config config, Path stateDirectory) {
    }

    /** The options that select the history. Without them it is the history of the driver's own configuration. */
    static final class Options {
        private static final String USER = "--user";
        private static final String PASSWORD_FILE = "--password-file";

        @Option(names = "--config", paramLabel = "FILE", description = "read this file, not the driver's own")
        private @Nullable Path configFile;

        @Mixin
        private DatabaseOption database;

        @Option(names = USER, paramLabel = "NAME", description = "the user of the database; that of history.user when not given")
        private @Nullable String user;

        @Option(names = PASSWORD_FILE, paramLabel = "FILE",
                description = "a file with the user's password; when not given that of history.password.file")
        private @Nullable Path passwordFile;

        /**
         * Reads the configuration, with these options in place of its keys.
         *
         * @param meter the value of --meter, the key of a meter; null if not given
         */
        SelectedHistory select(@Nullable String meter) throws UserException {
            List<Setting> given = new ArrayList<>(database.setting());
            add(USER, HistoryConfig.USER, user, given);
            add(PASSWORD_FILE, HistoryConfig.PASSWORD_FILE, passwordFile, given);
            add(METER, Keys.METER_ID, meter, given);
            CommandConfig read = CommandConfig.read(configFile, given);
            return new SelectedHistory(read.historyConfig(), read.config(), read.stateDirectory());
        }

        private static void add(String option, Key<?> key, @Nullable Object value, List<Setting> given) {
            if (value != null) {
                given.add(Setting.option(option, key.name(), value.toString()));
            }
        }
    }

    /** The option {@code --url}: the database that a command reads or writes. Without it history.url of the configuration counts. */
    public static final class DatabaseOption {
        private static final String NAME = "--url";

        @Option(names = NAME, paramLabel = "URL", description = "the database; that of history.url when not given")
        private @Nullable String url;

        public List<Setting> setting() {
            return url == null ? List.of() : List.of(Setting.option(NAME, HistoryConfig.URL.name(), url));
        }
    }
}
