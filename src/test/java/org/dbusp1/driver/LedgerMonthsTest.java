package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.SilentOutput;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Months of a live meter of a minute or a quarter hour, from the bytes of its telegrams to the use of energy and the peaks of a tariff, with the ledger's
 * files and drivers that restart. An auditor, who reads the same telegrams with a pencil, knows each figure at each moment.
 */
@Timeout(1_200)
class LedgerMonthsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");
    private static final int QUARTER_MINUTES = 15;
    private static final int RESTARTED_EACH_SECONDS = 200_000;

    @TempDir
    private Path state;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Auditor auditor = new Auditor();
    private Ledger.LedgerStore lines = Ledger.LedgerStore.NONE;
    /** Seconds from one telegram to the next. */
    private int interval;
    private long now;
    private Ledger ledger;
    private MeterPipeline line;
    private @Nullable Snapshot snapshot;

    /** Counters in watt seconds, the first in each direction at the low tariff; and millilitres of gas. */
    private final long[] counters = {4_500_000_000L, 6_200_000_000L, 1_100_000_000L, 900_000_000L};
    private long gas = 2_345_678_000L;
    private String gasLine = "";
    private long watts = 300;

    /**
     * Sums by the texts of the telegrams: the days and quarter hours of the clock in them, whose borders are telegrams.
     * All are in Wh or litres.
     */
    private static final class Auditor {
        private static final Pattern LINES = Pattern.compile("0-0:1\\.0\\.0\\((\\d{6})(\\d\\d)(\\d\\d)\\d\\d[SW]\\)"
                + ".*1-0:1\\.8\\.1\\((.*?)\\*kWh.*1-0:1\\.8\\.2\\((.*?)\\*kWh.*1-0:2\\.8\\.1\\((.*?)\\*kWh.*1-0:2\\.8\\.2\\((.*?)\\*kWh"
                + ".*0-1:24\\.2\\.1\\((\\d{6})(\\d{6})[SW]\\)\\((.*?)\\*m3", Pattern.DOTALL);

        /** One counter, and what it showed at the first reading of each day. */
        private static final class Account {
            private final Map<String, Long> days = new HashMap<>();
            private String day = "";
            private String before = "";
            private long reading;

            void reads(String date, long value) {
                if (!date.equals(day)) {
                    before = day;
                    day = date;
                }
                days.putIfAbsent(date, value);
                reading = value;
            }

            long today() {
                return reading - days.get(day);
            }

            /** Null on the first two days: the first began before the first reading. */
            @Nullable Long yesterday() {
                return days.size() < 3 ? null : days.get(day) - days.get(before);
            }
        }

        private final Account imported = new Account();
        private final Account exported = new Account();
        private final Account gas = new Account();
        /** The highest mean of a quarter hour in W, by the month in which it began; of the last thirteen months. */
        private final Map<YearMonth, Long> peaks = new TreeMap<>();
        private @Nullable Long quarterStart;
        private YearMonth quarterMonth = YearMonth.of(1970, 1);
        private boolean gasIsOfToday;

        void reads(String telegram) {
            Matcher found = LINES.matcher(telegram);
            assertThat(found.find()).as(telegram).isTrue();
            String date = found.group(1);
            imported.reads(date, wattHours(found.group(4)) + wattHours(found.group(5)));
            exported.reads(date, wattHours(found.group(6)) + wattHours(found.group(7)));
            if (Integer.parseInt(found.group(3)) % QUARTER_MINUTES == 0) {
                if (quarterStart != null) {
                    peaks.merge(quarterMonth, (imported.reading - quarterStart) * 4, Math::max);
                }
                quarterStart = imported.reading;
                quarterMonth = YearMonth.of(2000 + Integer.parseInt(date.substring(0, 2)), Integer.parseInt(date.substring(2, 4)));
                peaks.keySet().removeIf(month -> month.isBefore(quarterMonth.minusMonths(12)));
            }
            gasIsOfToday = found.group(8).equals(date);
            if (gasIsOfToday) {
                gas.reads(date, wattHours(found.group(10)));
            }
        }

        /** Of a number with three decimals. */
        private static long wattHours(String number) {
            return new BigDecimal(number).movePointRight(3).longValueExact();
        }

        boolean knowsTheDay() {
            return imported.days.size() > 1;
        }
    }

    private void start() {
        DemandTracker tracker = new DemandTracker(new MeterKey("house"), new DemandConfig(Tariff.named("flanders"), null), lines, null,
                StateStore.NONE);
        ledger = tracker.ledger();
        line = TestDriver.ofLine(SilentLine.at(() -> TimeUnit.SECONDS.toNanos(now)), null).tracker(tracker)
                .guard(new Guard(new Guard.Options(Duration.ofSeconds(interval), StateStore.NONE, Origin.LINE, null)))
                .pipeline(new SilentOutput() {
                    @Override
                    public void snapshot(Snapshot current) {
                        snapshot = current;
                    }
                });
        line.acceptOpening();
    }

    /** The house since the telegram before: a load that changes now and then, and sun by day. */
    private void pass(ZonedDateTime local) {
        if (random.nextInt(3) == 0) {
            watts = 100L + random.nextInt(random.nextInt(10) == 0 ? 9_000 : 1_500);
        }
        boolean day = local.getHour() >= 7 && local.getHour() < 23;
        counters[(power(local) < 0 ? 2 : 0) + (day ? 1 : 0)] += Math.abs(power(local)) * interval;
        gas += random.nextLong(120L * interval);
    }

    private long power(ZonedDateTime local) {
        return watts - (local.getHour() >= 10 && local.getHour() < 15 ? 1_800 : 0);
    }

    private String telegram(ZonedDateTime local) {
        if (gasLine.isEmpty() || local.getMinute() == 0) {
            ZonedDateTime hour = local.withMinute(0);
            gasLine = "0-1:24.2.1(" + TestTelegram.time(hour.toInstant())
                    + ")(%05d.%03d*m3)".formatted(gas / 1_000_000, gas / 1_000 % 1_000);
        }
        long power = power(local);
        return TestTelegram.dsmr5At(TestTelegram.time(local.toInstant()), "0-0:96.1.1(4530303437303030)",
                TestTelegram.energy("1.8.1", counters[0] / 3_600), TestTelegram.energy("1.8.2", counters[1] / 3_600),
                TestTelegram.energy("2.8.1", counters[2] / 3_600), TestTelegram.energy("2.8.2", counters[3] / 3_600), "0-0:96.14.0(0001)",
                TestTelegram.power("1.7.0", Math.max(power, 0)), TestTelegram.power("2.7.0", Math.max(-power, 0)),
                "0-1:24.1.0(003)", "0-1:96.1.0(4730303538353330)", gasLine);
    }

    private void send(String telegram) {
        snapshot = null;
        byte[] bytes = telegram.getBytes(StandardCharsets.ISO_8859_1);
        line.accept(bytes, bytes.length, TimeUnit.SECONDS.toNanos(now));
        line.idle(TimeUnit.SECONDS.toNanos(now));
    }

    private void compare(Snapshot shown) {
        String moment = shown.arrival().rowTime() + ": ";
        EnergyUse use = shown.energy();
        expect(moment + "import", use.uses().get(Counter.IMPORT), auditor.imported);
        expect(moment + "export", use.uses().get(Counter.EXPORT), auditor.exported);
        if (auditor.gasIsOfToday) {
            expect(moment + "gas", use.uses().get(Counter.GAS), auditor.gas);
        } else {
            assertThat(use.of(Counter.GAS, Use::today)).as(moment + "gas today, before it is read").isNull();
        }
        Demand demand = Objects.requireNonNull(shown.demand());
        Map<YearMonth, Long> peaks = new TreeMap<>();
        demand.monthlyPeaks().forEach(month -> peaks.put(month.month(), month.watts()));
        assertThat(peaks).as(moment + "peaks").isEqualTo(auditor.peaks);
        assertThat(demand.monthlyPeaks().stream().skip(1).mapToInt(Demand.MonthlyPeak::missing).sum()).as(moment + "missing windows").isZero();
    }

    private void expect(String what, @Nullable Use use, Auditor.Account account) {
        assertThat(use).as(what).isNotNull();
        if (auditor.knowsTheDay()) {
            assertThat(use.today()).as(what + " today").isEqualTo(account.today());
        }
        assertThat(use.yesterday()).as(what + " yesterday").isEqualTo(account.yesterday());
    }

    private void live(LocalDate from, int days, int seconds, Ledger.LedgerStore file) {
        interval = seconds;
        lines = file;
        start();
        long first = from.atTime(9, 15).atZone(ZONE).toEpochSecond();
        long end = from.plusDays(days).atStartOfDay(ZONE).toEpochSecond() + interval;
        int restarts = 0;
        for (now = first; now <= end; now += interval) {
            ZonedDateTime local = Instant.ofEpochSecond(now).atZone(ZONE);
            pass(local);
            String telegram = telegram(local);
            auditor.reads(telegram);
            send(telegram);
            Snapshot shown = snapshot;
            assertThat(shown).as(telegram).isNotNull();
            if (local.getMinute() <= 1 || local.getMinute() >= 45) {
                compare(shown);
            }
            if (random.nextInt(RESTARTED_EACH_SECONDS / interval) == 0) {
                ledger.end();
                start();
                restarts++;
            }
        }
        System.out.println("ledger of months: " + days + " days, " + restarts + " restarts, peaks " + auditor.peaks);
        assertThat(restarts).isGreaterThanOrEqualTo(days / 9);
    }

    /** With the night on which summer time ends, and the new year. */
    @ParameterizedTest
    @CsvSource("2026-10-22, 45, 900")
    void everyFigureIsTheAuditors(LocalDate from, int days, int seconds) {
        live(from, days, seconds, new StoredLines());
    }

    /** Files are written to the disk with each quarter hour. */
    @ParameterizedTest
    @CsvSource("2026-10-24, 5, 60")
    void everyFigureOfALedgerInFilesIsTheAuditors(LocalDate from, int days, int seconds) {
        live(from, days, seconds, new LedgerFiles(state, Runnable::run));
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"2027-02-25, 66, 900", "2026-10-22, 75, 900"})
    void everyFigureOfASpringAndAnAutumnIsTheAuditors(LocalDate from, int days, int seconds) {
        live(from, days, seconds, new StoredLines());
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource("2026-10-01, 400, 60")
    void everyFigureOfAYearIsTheAuditors(LocalDate from, int days, int seconds) {
        live(from, days, seconds, new LedgerFiles(state, Runnable::run));
    }
}
