package org.dbusp1.output.history;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.demand.Tariff;

/**
 * What the history of a day of a meter that sends every second writes to a file and to the block device below it. Argument: a folder on
 * a separate file system.
 */
public final class HistoryFigures {
    private static final long DAY = 86_400;
    private static final long END = Instant.parse("2026-06-15T22:00:00Z").getEpochSecond();
    private static final int MINUTES_DAYS = 31;
    private static final int SECTORS_WRITTEN = 6;

    private final HistoryConfig settings;
    private final Readings meter = new Readings();
    private final List<Minute> minutes = new ArrayList<>();
    private final MinuteAggregator recorder = new MinuteAggregator(null, Instant.EPOCH, minutes::add);

    private HistoryFigures(Path file) {
        this.settings = new HistoryConfig("sqlite:" + file, null, null, MINUTES_DAYS,
                Duration.ofMinutes(1), null, Tariff.QUARTER_PEAK, false, true);
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "history-figures");
        try {
            System.out.println("Bytes handed to the file system by a day of a three-phase meter with gas at 1 Hz:");
            System.out.printf("%14s %14s %14s %14s%n", "seconds a write", "written MB", "file MB", "device MB");
            for (int flush : new int[] {60, 300}) {
                new HistoryFigures(directory.resolve(flush + ".db")).day(flush);
            }
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(file -> file.toFile().delete());
            }
            Files.delete(directory);
        }
    }

    /** Sends the values of the meter at a moment. */
    private void send(long second) {
        long passed = second - (END - DAY);
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
        try (HistoryWriter store = new HistoryWriter(new DatabaseUrl(settings), Tariff.QUARTER_PEAK, false)) {
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
}
