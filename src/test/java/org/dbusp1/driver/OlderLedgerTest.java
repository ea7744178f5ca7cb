package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of months, as the version wrote them that had a file for each month: 45 days of a house with import, export and gas, in which
 * the driver was killed 36 times, ended 41 times and heard nothing 40 times, for up to five hours by day and 95 minutes at night, summer
 * time ended, the meter was replaced, and its clock was set by 40 and by 25 minutes and back. The figures are what that version read from
 * the first so many lines: reading, today, yesterday, day, month and year of import, export and gas, and the windows of the import.
 */
class OlderLedgerTest {
    private static final MeterKey HOUSE = new MeterKey("house");

    @TempDir
    private Path state;

    private static InputStream resource(String name) {
        return Objects.requireNonNull(OlderLedgerTest.class.getResourceAsStream("OlderLedgerTest/" + name));
    }

    private void unpack(String name) throws IOException {
        try (InputStream packed = new GZIPInputStream(resource(name + ".gz"))) {
            Files.copy(packed, state.resolve(name));
        }
    }

    private static String text(@Nullable Use use) {
        return use == null ? "-" : use.reading() + " " + use.today() + " " + use.yesterday() + " " + use.periods().day() + " "
                + use.periods().month() + " " + use.periods().year();
    }

    /** What is known after the first lines of all, ten seconds later. */
    private static String figures(List<String> lines) {
        StoredLines stored = new StoredLines();
        stored.append(HOUSE, lines);
        Map<Long, Long> windows = new TreeMap<>();
        Ledger ledger = new Ledger(HOUSE, stored, null, 900, zone -> (start, watts) -> windows.compute(start, (key, before) -> watts));
        String last = lines.get(lines.size() - 1);
        long now = OffsetDateTime.parse(last.substring(0, last.indexOf(' '))).toEpochSecond() + 10;
        EnergyUse use = Snapshots.accept(ledger, Snapshots.of(Values.NONE).valid(Values.NONE).key("house").number("E2")
                .at(Stamp.of(now, ZoneId.of("Europe/Amsterdam"))).take());
        return lines.size() + ": " + text(use.of(Counter.IMPORT)) + " | " + text(use.of(Counter.EXPORT)) + " | " + text(use.of(Counter.GAS))
                + " | " + windows.size() + " windows, " + windows.values().stream().mapToLong(watts -> watts).sum() + " W, highest "
                + windows.values().stream().mapToLong(watts -> watts).max().orElse(0);
    }

    @Test
    void useDaysMonthsYearsGasAndWindowsAreThoseOfTheVersionThatWroteTheFiles() throws Exception {
        unpack("house.2026-10.txt");
        unpack("house.2026-11.txt");
        List<String> lines = new ArrayList<>();
        new LedgerFiles(state, Runnable::run).read(HOUSE, found -> found.forEach(lines::add));
        List<String> expected = new String(resource("figures.txt").readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        List<String> known = expected.stream()
                .map(figures -> figures(lines.subList(0, Integer.parseInt(figures.substring(0, figures.indexOf(':')))))).toList();
        assertThat(expected).last().asString().startsWith(lines.size() + ": ");
        // That version did not know the use of a day in which the meter was replaced: this one knows the sum of both meters.
        assertThat(known).isEqualTo(expected.stream().map(row -> row.replace("4915 3346 null", "4915 3346 24193")
                .replace("188 105 null", "188 105 6021")).toList());
    }
}
