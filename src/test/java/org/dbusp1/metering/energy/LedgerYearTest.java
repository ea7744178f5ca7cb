package org.dbusp1.metering.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.EnergyUse.Quarter;
import org.dbusp1.metering.EnergyUse.Use;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Half a year of a house whose true use is known, with a message every minute: power cuts, exchanged meters, clocks that
 * are wrong for a while, a month without a network. What the ledger knows is true, and it knows nearly all.
 */
@Timeout(600)
class LedgerYearTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");
    private static final long DAYS = 183;
    private static final long DAY = 86_400;
    private static final long[] SHIFTS = {400 * DAY, -400 * DAY, 36 * 3_600, 5 * 3_600, 3_600, -3_600, 30, -30};

    private final SplittableRandom random = new SplittableRandom(29);
    private final StoredLines lines = new StoredLines();
    private final Map<Long, Long> windows = new TreeMap<>();
    private Ledger ledger = fresh();
    /** In Wh, since the start, over all meters. */
    private long truth;
    private long before;
    private long counter = 1_000_000;
    private String meter = "E0001";
    private long shift;
    private int days;
    private int known;
    /** The means of the quarter hours without any trouble, and those that the ledger reported as measured whole. */
    private final Map<Long, Long> quarters = new TreeMap<>();
    private final Map<Long, Long> knownQuarters = new TreeMap<>();
    private long taken;

    private Ledger fresh() {
        return new Ledger(new MeterKey("house"), lines, null, 900,
                zone -> (start, watts) -> windows.compute(start, (value, before) -> watts));
    }

    private EnergyUse send(long second, boolean stamped) {
        long shown = second + shift;
        Values values = new Values.Builder().set(Quantity.ENERGY_IMPORT, counter * 10_000).build();
        List<MBusDevice> gas = List.of(new MBusDevice(1, 3, "G1", null,
                new MBusDevice.CounterReading(Stamp.of(shown - Math.floorMod(shown, 3_600L), ZONE),
                        BigDecimal.valueOf(truth / 10, 3), "m3")));
        return Snapshots.accept(ledger, Snapshots.of(values).key("house").number(stamped ? meter : null).devices(gas).meterIndex(0)
                .time(stamped ? Stamp.of(shown, ZONE) : null).arrival(Instant.ofEpochSecond(shown)).interval(Duration.ofMinutes(1))
                .take());
    }

    private void accept(Quarter ended) {
        taken = ended.reportNumber();
        Long mean = ended.energies().getOrDefault(Counter.IMPORT, Energy.NONE).watts();
        if (mean != null) {
            knownQuarters.put(ended.start(), mean);
        }
    }

    private void restart(boolean inOrder) {
        taken = 0;
        if (inOrder) {
            ledger.end();
        }
        ledger = fresh();
    }

    /** @param stamped whether telegrams have a time; both days on which the clock is changed, and the new year are played */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"true, 2026-01-01", "false, 2026-09-01"})
    void whatIsKnownIsTrue(boolean stamped, LocalDate first) {
        long start = first.atStartOfDay(ZONE).toEpochSecond();
        long offUntil = 0;
        long wrongUntil = 0;
        long wrongDay = 0;
        long midnight = 0;
        long quarter = 0;
        boolean whole = true;
        LocalDate day = first;
        Map<Long, Long> trueWindows = new TreeMap<>();
        for (long second = start; second < start + DAYS * DAY; second += 60) {
            truth += second == start ? 0 : 3 + random.nextInt(20);
            counter += second == start ? 0 : truth - before;
            before = truth;
            LocalDate today = Instant.ofEpochSecond(second).atZone(ZONE).toLocalDate();
            if (!today.equals(day)) {
                day = today;
                midnight = truth;
            }
            if (second == start + 50 * DAY + 36_000 || second == start + 160 * DAY + 50_000) {
                meter = meter + "2";
                counter = second < start + 75 * DAY ? 0 : 90_000_000;
                whole = false;
            }
            boolean monthWithoutNetwork = !stamped && second == start + 100 * DAY;
            if (monthWithoutNetwork || second > offUntil && random.nextInt(20 * 1_440) == 0) {
                restart(random.nextBoolean());
                offUntil = second + 60L * (1 + random.nextInt(random.nextInt(5) == 0 ? 2_000 : 30));
                shift = monthWithoutNetwork ? -300 * DAY : shift;
                wrongUntil = monthWithoutNetwork ? second + 30 * DAY : wrongUntil;
            }
            if (second >= wrongUntil && random.nextInt(30 * 1_440) == 0) {
                shift = SHIFTS[random.nextInt(SHIFTS.length)];
                wrongUntil = second + 60L * (2 + random.nextInt(15));
            }
            boolean wrong = second < wrongUntil;
            shift = wrong ? shift : 0;
            wrongDay = wrong ? second : wrongDay;
            boolean right = second - wrongDay > 3 * 3_600;
            whole &= second > offUntil && right;
            boolean border = second % 900 == 0;
            if (border && right && second - wrongDay > 4 * 3_600) {
                trueWindows.put(second - 900, (truth - quarter) * 4);
            }
            if (second > offUntil) {
                EnergyUse use = send(second, stamped);
                Long used = use.of(Counter.IMPORT, Use::today);
                if (right && used != null && Math.abs(used - truth + midnight) > 300) {
                    throw new AssertionError(Instant.ofEpochSecond(second) + ": " + used + " today, in truth " + (truth - midnight));
                }
                use.finishedQuarters().stream().filter(ended -> ended.reportNumber() > taken).forEach(this::accept);
                known += right && used != null ? 1 : 0;
                days += right ? 1 : 0;
            }
            if (border) {
                if (whole && second > start) {
                    quarters.put(second - 900, (truth - quarter) * 4);
                }
                quarter = truth;
                whole = second > offUntil && right;
            }
        }
        windows.keySet().retainAll(trueWindows.keySet());
        trueWindows.keySet().retainAll(windows.keySet());
        assertThat(windows).hasSizeGreaterThan(13_000).isEqualTo(trueWindows);
        assertThat(known).as("of %d minutes", days).isGreaterThan(days * 97 / 100);
        assertThat(quarters).as("without any trouble").hasSizeGreaterThan(13_000);
        knownQuarters.keySet().retainAll(quarters.keySet());
        assertThat(knownQuarters).isEqualTo(quarters);
    }
}
