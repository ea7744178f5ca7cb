package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.EnergyUse.Quarter;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.energy.Ledger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger of twelve days with one damaged byte: what is then said of energies and windows is true, or unknown. */
@Timeout(240)
class DamagedLedgerTest {
    private static final MeterKey HOUSE = new MeterKey("house");
    private static final String FILE = "house.n00001.txt";
    private static final int QUARTER = 900;
    private static final long START = OffsetDateTime.parse("2026-11-01T00:00:00+01:00").toEpochSecond();
    private static final long TODAY = START + 12 * 86_400;
    private static final long END = TODAY + 14 * 3_600 + 420;
    /** Of a mean, of which a watt hour is not shown. */
    private static final int WATTS = 12;

    @TempDir
    private Path state;
    /** The file of twelve days. */
    private static byte[] whole;

    /** About 12 kWh a day. */
    private static long counter(long second) {
        double hours = (second - START) / 3_600.0;
        return (long) (1_000_000 + 500 * hours + 300 * Math.sin(hours / 4) * 4);
    }

    private static Ledger ledger(Path state, Ledger.WindowReceiver windows) {
        return new Ledger(HOUSE, new LedgerFiles(state, Runnable::run), null, QUARTER, zone -> windows);
    }

    private static EnergyUse at(Ledger ledger, long second) {
        Values values = new Values.Builder().set(Quantity.ENERGY_IMPORT, counter(second) * 10_000)
                .set(Quantity.ENERGY_EXPORT, 50_000_000L).build();
        return Snapshots.accept(ledger, Snapshots.of(values).key("house").number("E0001").at(new Stamp(second, 3_600)).take());
    }

    @BeforeAll
    static void writeTwelveDays(@TempDir Path state) throws IOException {
        Ledger ledger = ledger(state, (start, watts) -> { });
        for (long second = START; second <= END; second += 60) {
            at(ledger, second);
        }
        ledger.end();
        whole = Files.readAllBytes(state.resolve(FILE));
    }

    /** Returns what is false after a start with these bytes and two hours of telegrams. */
    private List<String> falseFigures(byte[] bytes) throws IOException {
        Files.write(state.resolve(FILE), bytes);
        List<String> wrong = new ArrayList<>();
        Ledger ledger = ledger(state, (start, watts) -> {
            if (watts != null) {
                compare("window " + Instant.ofEpochSecond(start), watts, mean(start), WATTS, wrong);
            }
        });
        long now = END + 300;
        EnergyUse use = at(ledger, now);
        for (long second = now + 60; second <= now + 7_200; second += 60) {
            use = at(ledger, second);
        }
        now += 7_200;
        Use imported = use.uses().get(Counter.IMPORT);
        compare("today", imported.today(), counter(now) - counter(TODAY), 2, wrong);
        compare("yesterday", imported.yesterday(), counter(TODAY) - counter(TODAY - 86_400), 2, wrong);
        compare("hour", imported.hour(), counter(now - now % 3_600) - counter(now - now % 3_600 - 3_600), 2, wrong);
        for (Quarter quarter : use.finishedQuarters()) {
            Energy energy = quarter.energies().get(Counter.IMPORT);
            if (energy != null) {
                compare("quarter " + Instant.ofEpochSecond(quarter.start()), energy.watts(), mean(quarter.start()), WATTS, wrong);
                if (energy.counted() < 0) {
                    wrong.add("negative " + energy.counted());
                }
            }
        }
        return wrong;
    }

    private static long mean(long start) {
        return (counter(start + QUARTER) - counter(start)) * 4;
    }

    private static void compare(String what, Number said, long truth, int most, List<String> wrong) {
        if (said != null && Math.abs(said.longValue() - truth) > most) {
            wrong.add(what + " " + said + " for " + truth);
        }
    }

    @Test
    void ofAWholeOneAllIsTrue() throws IOException {
        assertThat(falseFigures(whole)).isEmpty();
        assertThat(Objects.requireNonNull(whole).length).isGreaterThan(50_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a bit", "a digit", "a digit of the last 2000 bytes"})
    void nothingFalseIsMadeOf(String damage) throws IOException {
        damaged(damage, 60);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"a bit", "a digit", "a digit of the last 2000 bytes"})
    void nothingFalseIsMadeOfFourHundred(String damage) throws IOException {
        damaged(damage, 400);
    }

    private void damaged(String damage, int trials) throws IOException {
        Random random = new Random(117);
        for (int trial = 0; trial < trials; trial++) {
            byte[] damaged = Arrays.copyOf(whole, whole.length);
            int at;
            do {
                at = damage.endsWith("bytes") ? whole.length - 1 - random.nextInt(2_000) : random.nextInt(whole.length);
            } while (!damage.equals("a bit") && !Character.isDigit(whole[at]));
            damaged[at] = (byte) (damage.equals("a bit") ? whole[at] ^ 1 << random.nextInt(8)
                    : '0' + (whole[at] - '0' + 1 + random.nextInt(9)) % 10);
            assertThat(falseFigures(damaged)).as("%s: %s for %s at %d", damage, (char) damaged[at], (char) whole[at], at).isEmpty();
        }
    }
}
