package org.dbusp1.output.history;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.demand.MonthFigures;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;

/**
 * Figures of the history: what a day of a meter that sends every second hands to the disk in a file, and how long charts
 * over ten years take, in a file and in servers of MariaDB and PostgreSQL. Prints tables.
 *
 * <p>With an argument, a folder on a separate file system, it prints only what a day writes to the block device below:
 * {@code venus/bench flash}.
 */
public final class HistoryFigures {
    private static final long MINUTE = 60;
    private static final long DAY = 86_400;
    private static final long END = Instant.parse("2026-06-15T22:00:00Z").getEpochSecond();
    private static final long BEGIN = END - 10 * 365 * DAY;
    private static final int MINUTES_DAYS = 31;
    private static final int ROUNDS = 21;
    private static final int SECTORS_WRITTEN = 6;

    private final HistorySettings settings;
    private final Readings meter = new Readings();
    private final List<Minute> minutes = new ArrayList<>();
    private final Recorder recorder = new Recorder(null, minutes::add);

    private HistoryFigures(HistorySettings settings) {
        this.settings = settings;
    }

    private HistoryFigures(Path file) {
        this(new HistorySettings("sqlite:" + file, Optional.empty(), Optional.empty(), MINUTES_DAYS,
                Duration.ofMinutes(1), Optional.empty(), Tariff.QUARTER_PEAK));
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Path directory = arguments.length > 0 ? Files.createTempDirectory(Path.of(arguments[0]), "history-figures")
                : Files.createTempDirectory("history-figures");
        try {
            System.out.println("Bytes handed to the file system by a day of a three-phase meter with gas at 1 Hz:");
            System.out.printf("%14s %14s %14s %14s%n", "history.flush-seconds", "written MB", "file MB", "device MB");
            for (int flush : new int[] {60, 300}) {
                new HistoryFigures(directory.resolve(flush + ".db")).day(flush);
            }
            if (arguments.length > 0) {
                return;
            }
            for (Database kind : Database.values()) {
                new HistoryFigures(Servers.fresh(kind)).years(kind);
            }
            bills();
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(file -> file.toFile().delete());
            }
            Files.delete(directory);
        }
    }

    /** The bill of each month of a year of quarters, by each tariff, the first time and once the code is compiled. */
    private static void bills() {
        System.out.printf("%nThe bills of a year of quarter hours:%n%14s %14s %14s%n", "tariff", "first ms", "then ms");
        for (Tariff tariff : Tariff.NAMES.stream().map(Tariff::named).toList()) {
            double first = bill(tariff);
            double best = first;
            for (int round = 0; round < ROUNDS; round++) {
                best = Math.min(best, bill(tariff));
            }
            System.out.printf("%14s %14.1f %14.1f%n", tariff.name(), first, best);
        }
    }

    private static double bill(Tariff tariff) {
        long start = System.nanoTime();
        MonthFigures figures = new MonthFigures(tariff, ZoneId.of("Europe/Stockholm"));
        for (long window = END - 365 * DAY; window < END; window += tariff.windowSeconds()) {
            figures.accept(window, window / 900 * 7919 % 9_000);
        }
        if (figures.months().size() < 5) {
            throw new IllegalStateException(tariff.name() + " has no bill");
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** Sends the values of the meter at a moment. */
    private void send(long second) {
        long passed = second - BEGIN;
        String import1 = TestHistory.kilowattHours(5_000_000 + passed / 8);
        String import2 = TestHistory.kilowattHours(6_000_000 + passed / 9);
        meter.with(Quantity.ENERGY_IMPORT_T1, import1).with(Quantity.ENERGY_IMPORT_T2, import2)
                .with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(11_000_000 + passed / 8 + passed / 9))
                .with(Quantity.ENERGY_EXPORT_T1, TestHistory.kilowattHours(2_000_000 + passed / 20))
                .with(Quantity.ENERGY_EXPORT_T2, "3000")
                .with(Quantity.ENERGY_EXPORT, TestHistory.kilowattHours(5_000_000 + passed / 20))
                .with(Quantity.POWER_IMPORT, "" + (800 + passed % 700)).with(Quantity.POWER_EXPORT, "0")
                .with(Quantity.POWER_NET, "" + (800 + passed % 700)).with(Quantity.TARIFF, "2");
        for (int phase = 0; phase < 3; phase++) {
            meter.with(Quantity.values()[Quantity.POWER_L1.ordinal() + 3 * phase], "" + (200 + passed % 300))
                    .with(Quantity.values()[Quantity.VOLTAGE_L1.ordinal() + phase], "23" + phase + "." + passed % 10)
                    .with(Quantity.values()[Quantity.CURRENT_L1.ordinal() + phase], "" + (1 + passed % 4));
        }
        meter.mbus(1, 3, "G0012345", second / 300 * 300, TestHistory.kilowattHours(2_000_000 + second / 300), "m3");
        recorder.add(meter.at(second));
    }

    private void day(int flush) throws Exception {
        Path file = Path.of(settings.url().substring("sqlite:".length()));
        try (Store store = new Store(new DatabaseAccess(settings), Tariff.QUARTER_PEAK)) {
            store.write(List.of(), List.of());
            synchronize(file);
            long before = writtenBytes();
            long device = deviceBytes(file);
            for (long second = END - DAY; second < END; second++) {
                send(second);
                if (second % flush == 0 && !minutes.isEmpty()) {
                    store.write(minutes, List.of());
                    minutes.clear();
                    // The system writes what is half a minute old: each flush by itself.
                    synchronize(file);
                }
            }
            System.out.printf("%14d %14.1f %14.1f %14.1f%n", flush, (writtenBytes() - before) / 1e6, size() / 1e6,
                    (deviceBytes(file) - device) / 1e6);
        }
    }

    private static void synchronize(Path file) throws Exception {
        new ProcessBuilder("sync", "-f", file.toString()).inheritIO().start().waitFor();
    }

    /** What was written to the block device that a file is on, with the file system's own journal; 0 where it has none. */
    private static long deviceBytes(Path file) throws Exception {
        Process mount = new ProcessBuilder("findmnt", "-n", "-o", "MAJ:MIN", "-T", file.toString()).start();
        String device = new String(mount.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        Path figures = Path.of("/sys/dev/block", device, "stat");
        return Files.exists(figures) ? Long.parseLong(Files.readString(figures).strip().split(" +")[SECTORS_WRITTEN]) * 512 : 0;
    }

    /** What this process gave to write(2) and its kin. */
    private static long writtenBytes() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/io")).stream().filter(line -> line.startsWith("wchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length()))).sum();
    }

    private double size() throws Exception {
        return Files.size(Path.of(settings.url().substring("sqlite:".length())));
    }

    private void years(Database kind) throws Exception {
        long start = System.nanoTime();
        int telegrams = 0;
        try (Store store = new Store(new DatabaseAccess(settings), Tariff.QUARTER_PEAK)) {
            // A telegram a quarter hour makes the same hours and days as 900; the newest month has all its minutes.
            long whole = END - MINUTES_DAYS * DAY;
            for (long second = BEGIN; second < END; second += second < whole ? 15 * MINUTE : MINUTE) {
                send(second);
                telegrams++;
                if (minutes.size() >= 1_440) {
                    store.write(minutes, List.of());
                    minutes.clear();
                }
            }
            recorder.finish();
            store.write(minutes, List.of());
        }
        System.out.printf("%nTen years in %s: %d minutes in %.0f s.%n", kind, telegrams, (System.nanoTime() - start) / 1e9);
        charts();
    }

    private void charts() throws Exception {
        System.out.printf("%n%-34s %8s %10s %10s%n", "chart", "rows", "first ms", "median ms");
        chart("a day in hours", Table.HOURS, Step.ROW, END - DAY);
        chart("a month in days", Table.DAYS, Step.ROW, END - 30 * DAY);
        chart("a year in days", Table.DAYS, Step.ROW, END - 365 * DAY);
        chart("a year in months, and before", Table.DAYS, Step.MONTH, END - 730 * DAY);
        chart("a year of gas in days", Table.MBUS_DAYS, Step.ROW, END - 365 * DAY);
        chart("a year of gas in months", Table.MBUS_DAYS, Step.MONTH, END - 365 * DAY);
        chart("ten years in days", Table.DAYS, Step.ROW, BEGIN);
        chart("ten years in hours", Table.HOURS, Step.ROW, BEGIN);
        chart("the sum of a year", Table.DAYS, Step.ALL, END - 365 * DAY);
        chart("a day in minutes", Table.MINUTES, Step.ROW, END - DAY);
        chart("a month of voltage in quarters", Table.MINUTES, Step.QUARTER, END - 31 * DAY);
        chart("a month in minutes", Table.MINUTES, Step.ROW, END - 31 * DAY);
        chart("a day of quarters", Table.QUARTERS, Step.ROW, END - DAY);
    }

    private void chart(String name, Table table, Step step, long from) throws Exception {
        double[] millis = new double[ROUNDS];
        int rows = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            // A new connection each time, as after a while without a question.
            try (HistoryArchive archive = new HistoryArchive(settings, Optional.of(new MeterKey("E0012345")))) {
                rows = Rows.read(archive, table, step, from, END).size();
            }
            millis[round] = (System.nanoTime() - start) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf("%-34s %8d %10.1f %10.1f%n", name, rows, first, millis[ROUNDS / 2]);
    }
}
