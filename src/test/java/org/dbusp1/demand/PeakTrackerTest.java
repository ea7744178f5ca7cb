package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.energy.KeptLines;
import org.dbusp1.energy.Ledger;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandMonth;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Implausible;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.dialect.Belgium;
import org.dbusp1.output.MapMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A house's windows through days, gaps, clocks, restarts and meters. */
class PeakTrackerTest {
    private static final MeterKey KEY = new MeterKey("house");

    private final MapMemory memory = new MapMemory();
    private Tariff tariff = BillFigureTest.tariff("goteborg");
    private Optional<String> number = Optional.of("A");
    private boolean stamped = true;
    private Details details = Details.NONE;
    private OptionalLong metersPeak = OptionalLong.empty();
    private final KeptLines lines = new KeptLines();
    private Ledger ledger;
    private DemandTracker tracker = start();
    private double wattHours = 1_000_000;
    private long lastSecond;
    private Demand last;

    private DemandTracker start() {
        ledger = new Ledger(lines, Optional.empty());
        return new DemandTracker(new DemandSettings(tariff, OptionalLong.empty()), ledger, memory,
                new MonthsHandover(), any -> OptionalLong.empty());
    }

    private void billedBy(String name) {
        tariff = BillFigureTest.tariff(name);
        tracker = start();
    }

    /** The driver ends in order, and another starts. */
    private void restart() {
        ledger.end();
        tracker = start();
    }

    private Demand telegram(long second, long watts, int offset) {
        Values.Builder said = new Values.Builder().set(Quantity.ENERGY_IMPORT, Math.round(wattHours * 10_000))
                .set(Quantity.POWER_IMPORT, watts * 1000);
        metersPeak.ifPresent(peak -> said.set(Quantity.PEAK_IMPORT, peak * 1000));
        Values values = said.build();
        Reading reading = new Reading(new MeterIdentity(Belgium.P1, "x", number, Optional.empty()),
                Optional.of(new Stamp(second, offset)).filter(time -> stamped), values, List.of(), new PlainMessage(details));
        Snapshot snapshot = new Snapshot(KEY, reading, values, List.of(), Implausible.NOTHING, Optional.empty(), Instant.ofEpochSecond(second),
                Duration.ofSeconds(10), Duration.ofSeconds(30), 0, LineQuality.NONE);
        ledger.accept(snapshot);
        last = tracker.accept(snapshot).orElseThrow();
        return last;
    }

    /** A steady load from one moment to another, a telegram each ten seconds. */
    private Demand draw(String from, String to, long watts) {
        long end = second(to);
        for (long at = second(from); at <= end; at += 10) {
            wattHours += at - lastSecond == 10 ? watts * 10 / 3600.0 : 0;
            lastSecond = at;
            telegram(at, watts, OffsetDateTime.parse(from).getOffset().getTotalSeconds());
        }
        return last;
    }

    private static long second(String time) {
        return OffsetDateTime.parse(time).toEpochSecond();
    }

    private DemandBill bill() {
        return last.bill().orElseThrow();
    }

    private List<Long> peaks() {
        return bill().peaks().stream().map(DemandPeak::watts).toList();
    }

    @Test
    void figuresAreThereBeforeTheFirstWholeWindow() {
        Demand demand = draw("2026-01-31T10:20:00+01:00", "2026-01-31T10:30:00+01:00", 2_000);
        assertThat(demand.meanWatts()).isEmpty();
        assertThat(demand.forecastWatts()).isEmpty();
        assertThat(bill().counted()).isTrue();
        assertThat(bill().watts()).isEmpty();
        assertThat(bill().missing()).as("30 days and 10 hours before the driver ran").isEqualTo(30 * 24 + 10);
    }

    @Test
    void theBillNowAndAtTheEndOfTheWindow() {
        draw("2026-01-05T10:00:00+01:00", "2026-01-05T11:00:00+01:00", 3_000);
        draw("2026-01-06T09:59:50+01:00", "2026-01-06T11:00:00+01:00", 2_000);
        assertThat(bill().watts()).hasValue(2_500);
        assertThat(peaks()).containsExactly(3_000L, 2_000L);
        Demand demand = draw("2026-01-06T11:00:00+01:00", "2026-01-06T11:30:00+01:00", 1_000);
        assertThat(demand.forecastWatts()).hasValue(1_000);
        assertThat(bill().forecastWatts()).hasValue(2_500);
        assertThat(bill().allowedWatts()).as("half an hour at 1 kW leaves 3 kW up to the day's 2 kW").hasValue(3_000);
        demand = draw("2026-01-06T11:30:10+01:00", "2026-01-06T11:45:00+01:00", 6_000);
        assertThat(demand.forecastWatts()).as("(1 kW for a half, 6 kW for a half)").hasValue(3_500);
        assertThat(bill().forecastWatts()).as("(3 + 3.5) / 2").hasValue(3_250);
        assertThat(bill().allowedWatts()).hasValue(0);
    }

    @Test
    void anHourThatDoesNotCountHasNoAllowedPower() {
        billedBy("telge");
        draw("2026-01-07T18:59:50+01:00", "2026-01-07T20:10:00+01:00", 2_000);
        assertThat(bill().counted()).isFalse();
        assertThat(bill().watts()).hasValue(2_000);
        assertThat(bill().allowedWatts()).isEmpty();
        assertThat(last.meanWatts()).hasValue(2_000);
    }

    @Test
    void aGapIsMarkedAndNotInvented() {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T02:30:00+01:00", 1_000);
        assertThat(bill().missing()).isZero();
        wattHours += 50_000;
        draw("2026-01-01T05:30:00+01:00", "2026-01-01T07:00:00+01:00", 1_000);
        assertThat(bill().missing()).as("the hours of 2, 3, 4 and 5 o'clock").isEqualTo(4);
        assertThat(peaks()).containsExactly(1_000L);
    }

    /** Grid companies set their meters' clocks; a second or some are usual. */
    @ParameterizedTest
    @CsvSource({"2026-01-01T01:30:00+01:00", "2026-01-01T02:00:00+01:00"})
    void aClockThatIsSetBackByFewSecondsCostsNoWindow(String when) {
        draw("2026-01-01T00:00:00+01:00", when, 1_000);
        wattHours += 1_000 / 3600.0;
        lastSecond = second(when) - 3;
        telegram(lastSecond, 1_000, 3_600);
        wattHours += 1_000 * 7 / 3600.0;
        lastSecond = second(when) + 4;
        telegram(lastSecond, 1_000, 3_600);
        wattHours += 1_000 * 6 / 3600.0;
        lastSecond = second(when) + 10;
        telegram(lastSecond, 1_000, 3_600);
        OffsetDateTime on = OffsetDateTime.parse(when).plusSeconds(20);
        draw(on.toString(), "2026-01-01T04:00:00+01:00", 1_000);
        assertThat(bill().missing()).isZero();
        assertThat(bill().watts().orElseThrow()).isBetween(990L, 1_010L);
    }

    @Test
    void theAutumnDayHas25Hours() {
        draw("2026-10-25T00:00:00+02:00", "2026-10-25T02:59:50+02:00", 1_000);
        draw("2026-10-25T02:00:00+01:00", "2026-10-26T00:00:00+01:00", 1_500);
        assertThat(bill().missing()).as("24 days before; of this day nothing").isEqualTo(24 * 24);
    }

    @Test
    void theHoursOfTheDoubledHourAreTwo() {
        billedBy("helen");
        draw("2026-10-25T00:00:00+02:00", "2026-10-25T02:59:50+02:00", 1_000);
        draw("2026-10-25T02:00:00+01:00", "2026-10-25T04:00:00+01:00", 1_500);
        assertThat(bill().peaks()).extracting(peak -> peak.start().toString())
                .containsExactly("2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00", "2026-10-25T02:00:00+02:00");
        assertThat(bill().missing()).isEqualTo(24 * 24);
    }

    @Test
    void theSpringDayHas23Hours() {
        draw("2026-03-29T00:00:00+01:00", "2026-03-29T01:59:50+01:00", 1_000);
        draw("2026-03-29T03:00:00+02:00", "2026-03-30T00:00:00+02:00", 1_000);
        assertThat(bill().missing()).isEqualTo(28 * 24);
    }

    @Test
    void aMeterThatKeepsWinterTimeIsBilledByLegalTime() {
        billedBy("telge");
        // 19:30 by the meter's clock of winter time is 20:30 in summer time.
        draw("2026-03-30T18:30:00+01:00", "2026-03-30T19:30:00+01:00", 2_000);
        assertThat(bill().counted()).isFalse();
    }

    @Test
    void peaksAndTheRunningWindowSurviveARestart() {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T02:29:50+01:00", 1_000);
        restart();
        wattHours += 1_000 * 60 / 3600.0;
        Demand demand = draw("2026-01-01T02:30:50+01:00", "2026-01-01T02:40:00+01:00", 1_000);
        assertThat(demand.meanWatts()).as("the counter tells what was drawn meanwhile").hasValue(1_000);
        assertThat(peaks()).containsExactly(1_000L);
        draw("2026-01-01T02:40:10+01:00", "2026-01-01T03:00:00+01:00", 2_000);
        assertThat(bill().missing()).isZero();
        assertThat(peaks()).as("40 min of 1 kW, 20 min of 2 kW").containsExactly(1_333L);
    }

    @Test
    void anotherTariffBillsTheSameHours() {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:00:00+01:00", 1_000);
        restart();
        billedBy("helen");
        draw("2026-01-01T01:00:10+01:00", "2026-01-01T01:10:00+01:00", 1_000);
        assertThat(bill().peaks()).extracting(DemandPeak::countedWatts).as("at night by 80 %").containsExactly(800L);
        restart();
        billedBy("goteborg");
        draw("2026-01-01T01:10:10+01:00", "2026-01-01T01:20:00+01:00", 1_000);
        assertThat(peaks()).containsExactly(1_000L);
    }

    @Test
    void anExchangedMeterKeepsThePeaksAndInventsNone() {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:30:00+01:00", 1_000);
        number = Optional.of("B");
        wattHours = 9_000_000;
        draw("2026-01-01T01:30:10+01:00", "2026-01-01T03:00:00+01:00", 1_200);
        assertThat(peaks()).as("highest of the day").containsExactly(1_200L);
        assertThat(bill().missing()).as("the hour of the exchange").isEqualTo(1);
    }

    @Test
    void aMeterExchangedWhileTheDriverWasDownInventsNothing() {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:30:00+01:00", 1_000);
        restart();
        number = Optional.of("B");
        wattHours = 9_000_000;
        assertThat(draw("2026-01-01T01:30:30+01:00", "2026-01-01T01:50:00+01:00", 1_000).meanWatts()).isEmpty();
        restart();
        number = Optional.empty();
        wattHours = 10;
        assertThat(draw("2026-01-01T01:50:30+01:00", "2026-01-01T01:55:00+01:00", 1_000).meanWatts()).isEmpty();
        assertThat(peaks()).containsExactly(1_000L);
    }

    @Test
    void aClockThatJumpsFarAheadAndBackLosesNothing() {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:10:00+01:00", 1_000);
        draw("2099-05-05T10:00:00+02:00", "2099-05-05T10:30:00+02:00", 1_000);
        draw("2026-01-01T01:40:00+01:00", "2026-01-01T03:00:00+01:00", 2_000);
        assertThat(peaks()).containsExactly(2_000L);
        assertThat(last.months()).extracting(DemandMonth::month).containsExactly(YearMonth.of(2026, 1));
        draw("2026-01-02T00:00:00+01:00", "2026-01-02T01:00:00+01:00", 3_000);
        assertThat(peaks()).containsExactly(3_000L, 2_000L);
    }

    @Test
    void aClockThatJumpsAgainAndAgainPushesOutNoMonth() {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:10:00+01:00", 1_000);
        for (int year = 2030; year < 2050; year++) {
            draw(year + "-05-05T10:00:00+02:00", year + "-05-05T10:01:00+02:00", 1_000);
        }
        draw("2026-01-02T00:00:00+01:00", "2026-01-02T00:10:00+01:00", 1_000);
        assertThat(peaks()).containsExactly(1_000L);
    }

    /** A HAN meter's short lists have no time: then the machine's clock counts. */
    private void powerCut(String wrongClock, String rightClock) {
        restart();
        draw(wrongClock, OffsetDateTime.parse(wrongClock).plusMinutes(4).toString(), 1_000);
        draw(rightClock, OffsetDateTime.parse(rightClock).plusMinutes(3).toString(), 1_000);
    }

    private List<Integer> missing() {
        return last.months().stream().map(DemandMonth::missing).toList();
    }

    /** A GX device without a clock of its own starts at the time of its firmware, or in 1970, until NTP has set it. */
    @Test
    void aClockThatStartsInThePastAfterAPowerCutLosesNoHourThatWasSeen() {
        stamped = false;
        billedBy("norway");
        draw("2026-10-01T00:00:00+02:00", "2026-10-03T00:00:00+02:00", 2_000);
        draw("2026-10-31T23:59:50+01:00", "2026-11-02T10:00:00+01:00", 1_000);
        assertThat(missing()).as("October: 2 to 31, the doubled hour too; November: none").containsExactly(29 * 24 + 1, 0);

        powerCut("2026-08-07T12:00:00+02:00", "2026-11-02T10:05:00+01:00");
        draw("2026-11-02T10:08:10+01:00", "2026-11-02T12:00:00+01:00", 1_000);
        assertThat(missing()).as("the counter goes over the power cut").containsExactly(29 * 24 + 1, 0);

        powerCut("1970-01-01T01:00:10+01:00", "2026-11-02T12:05:00+01:00");
        powerCut("2026-08-07T12:00:00+02:00", "2026-11-02T13:05:00+01:00");
        draw("2026-11-02T13:08:10+01:00", "2026-11-02T15:00:00+01:00", 1_000);
        assertThat(missing()).as("the two hours around 13:00").containsExactly(29 * 24 + 1, 2);
        assertThat(peaks()).containsExactly(1_000L, 1_000L);
    }

    @Test
    void twoPowerCutsBeforeTheClockIsRightLoseNoHourThatWasSeen() {
        stamped = false;
        billedBy("norway");
        draw("2026-11-01T00:00:00+01:00", "2026-11-02T10:00:00+01:00", 1_000);
        // No network for two days.
        restart();
        draw("2026-08-07T12:00:00+02:00", "2026-08-09T12:00:00+02:00", 500);
        powerCut("2026-08-07T12:00:00+02:00", "2026-11-04T11:05:00+01:00");
        assertThat(bill().missing()).as("from 10 o'clock on the second to 11 on the fourth").isEqualTo(49);
    }

    @Test
    void aGapThatTheClockTellsIsMarkedWhereItOnceWasAhead() {
        stamped = false;
        billedBy("norway");
        draw("2026-11-01T00:00:00+01:00", "2026-11-01T10:00:00+01:00", 1_000);
        powerCut("2099-05-05T10:00:00+02:00", "2026-11-01T10:05:00+01:00");
        restart();
        draw("2026-11-01T15:00:00+01:00", "2026-11-01T16:00:00+01:00", 1_000);
        assertThat(bill().missing()).as("from 10 to 15 o'clock").isEqualTo(5);

        powerCut("2026-08-07T12:00:00+02:00", "2026-11-01T16:05:00+01:00");
        draw("2026-11-01T16:08:10+01:00", "2026-11-01T17:00:00+01:00", 1_000);
        assertThat(bill().missing()).isEqualTo(5);
    }

    /** 400 days ahead for five minutes. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void aClockThatIsAheadForAWhileLeavesNothing(boolean restartWithin, boolean restartAfter) {
        billedBy("flanders");
        prints(4_000, "2025-12-24T18:00:00+01:00");
        draw("2025-12-31T23:00:00+01:00", "2026-01-01T00:00:10+01:00", 1_000);
        prints(2_000, "2026-01-01T00:15:00+01:00");
        draw("2026-01-01T00:00:20+01:00", "2026-01-01T01:10:00+01:00", 2_000);
        prints(9_000, "2027-02-05T01:15:00+01:00");
        draw("2027-02-05T01:10:10+01:00", "2027-02-05T01:12:00+01:00", 2_000);
        if (restartWithin) {
            restart();
        }
        draw("2027-02-05T01:12:10+01:00", "2027-02-05T01:15:10+01:00", 2_000);
        if (restartAfter) {
            restart();
        }
        prints(2_000, "2026-01-01T00:15:00+01:00");
        draw("2026-01-01T01:15:20+01:00", "2026-01-01T03:00:00+01:00", 2_000);
        assertThat(last.months()).extracting(DemandMonth::month)
                .containsExactly(YearMonth.of(2025, 12), YearMonth.of(2026, 1));
        assertThat(last.months()).extracting(DemandMonth::watts).containsExactly(4_000L, 2_000L);
        restart();
        assertThat(memory.text("house.printed")).doesNotContain("2027-");
        assertThat(lines.all()).noneMatch(line -> line.startsWith("2027-"));
        prints(1_000, "2027-02-01T00:15:00+01:00");
        draw("2027-02-05T01:15:00+01:00", "2027-02-05T04:00:00+01:00", 500);
        assertThat(last.peakWatts()).as("when that month has come").hasValue(1_000);
    }

    @Test
    void aFalseMonthOfAClockThatWasAheadForLongIsNotBilledWhenItComes() {
        billedBy("flanders");
        prints(2_000, "2026-01-01T00:15:00+01:00");
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:00:00+01:00", 2_000);
        prints(9_000, "2026-03-05T01:15:00+01:00");
        draw("2026-03-05T01:00:00+01:00", "2026-03-05T06:00:00+01:00", 9_000);
        prints(2_000, "2026-01-01T00:15:00+01:00");
        draw("2026-01-01T06:00:00+01:00", "2026-01-01T12:00:00+01:00", 2_000);
        assertThat(last.months()).extracting(DemandMonth::watts).containsExactly(2_000L);
        draw("2026-02-28T12:00:00+01:00", "2026-02-28T18:00:00+01:00", 1_000);
        restart();
        draw("2026-02-28T23:40:00+01:00", "2026-02-28T23:59:50+01:00", 1_000);
        prints(1_000, "2026-03-01T00:15:00+01:00");
        draw("2026-03-01T00:00:00+01:00", "2026-03-01T01:00:00+01:00", 1_000);
        assertThat(last.peakWatts()).hasValue(1_000);
        assertThat(last.months().get(last.months().size() - 1).watts()).isEqualTo(1_000);
    }

    /** A machine without a network starts in the past; its meter has no clock. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatStartsInThePastCostsNoPeakAndNoWindow(boolean restart) {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T02:10:00+01:00", 1_000);
        restart();
        draw("2025-11-20T10:00:00+01:00", "2025-11-20T10:10:00+01:00", 1_000);
        if (restart) {
            restart();
        }
        draw("2026-01-01T02:40:00+01:00", "2026-01-01T04:00:00+01:00", 2_000);
        assertThat(bill().missing()).isZero();
        assertThat(last.months()).extracting(DemandMonth::month).containsExactly(YearMonth.of(2026, 1));
        assertThat(peaks()).containsExactly(2_000L);
    }

    @Test
    void aPauseOfDaysIsOneAndWhatCameAfterItIsKept() {
        draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:00:00+01:00", 1_000);
        draw("2026-01-04T00:00:00+01:00", "2026-01-04T03:00:00+01:00", 3_000);
        assertThat(bill().missing()).as("71 hours").isEqualTo(71);
        restart();
        draw("2026-01-04T03:00:10+01:00", "2026-01-04T03:10:00+01:00", 3_000);
        assertThat(peaks()).containsExactly(3_000L, 1_000L);
        assertThat(bill().missing()).isEqualTo(71);
    }

    @Test
    void telegramsOfThePastChangeNothing() {
        draw("2026-01-05T00:00:00+01:00", "2026-01-05T01:00:00+01:00", 1_000);
        draw("2026-01-04T23:00:00+01:00", "2026-01-04T23:30:00+01:00", 9_000);
        draw("2026-01-05T01:00:10+01:00", "2026-01-05T01:10:00+01:00", 1_000);
        assertThat(peaks()).containsExactly(1_000L);
    }

    /** The meter prints its peak of the month, and those of past ones. */
    private void prints(long watts, String time, String... pastMonths) {
        metersPeak = OptionalLong.of(watts);
        details = printing(time, pastMonths);
    }

    private Details printing(String peak, String... pastMonths) {
        List<Details.MonthPeak> past = Arrays.stream(pastMonths).map(line -> line.split(" ")).map(line ->
                new Details.MonthPeak(Optional.of(stamp(line[0])), line[1].equals("-") ? Optional.empty()
                        : Optional.of(stamp(line[1])), new BigDecimal(line[2]))).toList();
        return new Details(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(new Details.Peak(Optional.of(stamp(peak)), BigDecimal.ZERO)), Optional.empty(),
                Optional.of(past), Optional.empty());
    }

    private static Stamp stamp(String time) {
        OffsetDateTime at = OffsetDateTime.parse(time);
        return new Stamp(at.toEpochSecond(), at.getOffset().getTotalSeconds());
    }

    @Test
    void theMetersOwnMonthsAreTheBill() {
        billedBy("flanders");
        prints(4_000, "2026-03-02T18:00:00+01:00", "2026-03-01T00:00:00+01:00 2026-02-03T18:00:00+01:00 6000",
                "2026-02-01T00:00:00+01:00 - 0", "2026-01-01T00:00:00+01:00 2025-12-24T18:00:00+01:00 2000.4");
        draw("2026-03-03T10:20:00+01:00", "2026-03-03T10:30:00+01:00", 1_000);
        assertThat(last.months()).containsExactly(
                new DemandMonth(YearMonth.of(2025, 12), 2_000, Optional.of(stamp("2025-12-24T18:00:00+01:00")), true, 0, OptionalLong.of(2_500)),
                new DemandMonth(YearMonth.of(2026, 2), 6_000, Optional.of(stamp("2026-02-03T18:00:00+01:00")), true, 0, OptionalLong.of(4_250)),
                new DemandMonth(YearMonth.of(2026, 3), 4_000, Optional.of(stamp("2026-03-02T18:00:00+01:00")), true, 0, OptionalLong.of(4_167)));
        assertThat(bill().watts()).hasValue(4_167);
        assertThat(bill().months()).isEqualTo(3);
        assertThat(bill().missing()).isZero();
        assertThat(last.peakWatts()).hasValue(4_000);
    }

    @Test
    void aPastMonthThatCannotBeIsLeftOutAndCostsNoOtherItsMemory() {
        billedBy("flanders");
        prints(4_000, "2026-03-02T18:00:00+01:00", "2026-03-01T00:00:00+01:00 2026-02-03T18:00:00+01:00 6000",
                "2026-02-01T00:00:00+01:00 2026-01-03T18:00:00+01:00 1000000.4", "2026-01-01T00:00:00+01:00 2025-12-24T18:00:00+01:00 -1",
                "2025-12-01T00:00:00+01:00 2025-11-24T18:00:00+01:00 99999999999999999999", "2025-11-01T00:00:00+01:00 2025-10-24T18:00:00+02:00 1000000",
                "2024-02-01T00:00:00+01:00 2024-01-24T18:00:00+01:00 5000", "2001-02-01T00:00:00+01:00 2001-01-24T18:00:00+01:00 5000");
        draw("2026-03-03T10:20:00+01:00", "2026-03-03T10:30:00+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::month)
                .containsExactly(YearMonth.of(2025, 10), YearMonth.of(2026, 2), YearMonth.of(2026, 3));

        metersPeak = OptionalLong.empty();
        details = Details.NONE;
        restart();
        draw("2026-03-03T10:30:10+01:00", "2026-03-03T10:40:00+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::watts).containsExactly(1_000_000L, 6_000L, 4_000L);
        assertThat(memory.text("house.printed")).doesNotContain("2024-01").doesNotContain("2001-01");
    }

    @Test
    void theMetersOwnMonthsAreTakenOnceAWindowOrWithAnotherPeak() {
        billedBy("flanders");
        prints(4_000, "2026-03-02T18:00:00+01:00");
        draw("2026-03-03T10:00:00+01:00", "2026-03-03T10:05:00+01:00", 1_000);
        details = printing("2026-03-02T18:00:00+01:00", "2026-03-01T00:00:00+01:00 2026-02-03T18:00:00+01:00 6000");
        draw("2026-03-03T10:05:10+01:00", "2026-03-03T10:10:00+01:00", 1_000);
        assertThat(last.months()).as("the same peak, the same window").hasSize(1);
        metersPeak = OptionalLong.of(4_100);
        draw("2026-03-03T10:10:10+01:00", "2026-03-03T10:10:10+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::watts).containsExactly(6_000L, 4_100L);
        details = printing("2026-03-02T18:00:00+01:00", "2026-03-01T00:00:00+01:00 2026-02-03T18:00:00+01:00 6500");
        draw("2026-03-03T10:15:00+01:00", "2026-03-03T10:15:00+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::watts).as("another window").containsExactly(6_500L, 4_100L);
    }

    @Test
    void aMonthThatIsNotOverIsNoPastOne() {
        billedBy("flanders");
        prints(4_000, "2026-03-02T18:00:00+01:00", "2026-04-01T00:00:00+02:00 2026-03-02T18:00:00+01:00 9000");
        draw("2026-03-03T10:20:00+01:00", "2026-03-03T10:20:30+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::watts).containsExactly(4_000L);
    }

    @Test
    void aPeakThatTheMeterStillPrintsAfterMidnightBelongsToItsMonth() {
        billedBy("flanders");
        prints(4_000, "2026-02-20T18:00:00+01:00");
        draw("2026-02-28T23:40:00+01:00", "2026-03-01T00:00:30+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::month).containsExactly(YearMonth.of(2026, 2));
        prints(1_000, "2026-03-01T00:15:00+01:00");
        draw("2026-03-01T00:00:40+01:00", "2026-03-01T00:16:00+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::watts).containsExactly(4_000L, 1_000L);
    }

    /** A meter stamps a quarter hour with its end, as the load profile does (DLMS: the capture time of a demand register). */
    @Test
    void thePeakOfTheLastQuarterHourBelongsToTheMonthThatItEnds() {
        billedBy("flanders");
        prints(4_000, "2026-03-01T00:00:00+01:00");
        draw("2026-02-28T23:40:00+01:00", "2026-03-01T00:00:30+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::month).containsExactly(YearMonth.of(2026, 2));
        metersPeak = OptionalLong.of(0);
        draw("2026-03-01T00:00:40+01:00", "2026-03-01T00:10:00+01:00", 1_000);
        prints(1_000, "2026-03-01T00:15:00+01:00");
        draw("2026-03-01T00:10:10+01:00", "2026-03-01T00:16:00+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::watts).containsExactly(4_000L, 1_000L);
    }

    /** The stamp is that of the reset. */
    @Test
    void aMeterThatHasJustBegunAMonthTellsNothingOfTheOneBefore() {
        billedBy("flanders");
        prints(0, "2026-03-01T00:00:00+01:00");
        draw("2026-03-01T00:00:30+01:00", "2026-03-01T00:10:00+01:00", 1_000);
        assertThat(last.months()).extracting(DemandMonth::month).doesNotContain(YearMonth.of(2026, 2));
    }

    @Test
    void whereTheMeterNoLongerPrintsItsPeakOurOwnGoesOn() {
        billedBy("flanders");
        prints(4_000, "2026-03-02T18:00:00+01:00");
        draw("2026-03-03T10:00:00+01:00", "2026-03-03T10:15:00+01:00", 3_000);
        metersPeak = OptionalLong.empty();
        details = Details.NONE;
        restart();
        draw("2026-03-03T10:15:10+01:00", "2026-03-03T10:30:00+01:00", 3_500);
        assertThat(bill().watts()).as("what the meter printed before").hasValue(4_000);
        draw("2026-03-03T10:30:10+01:00", "2026-03-03T10:45:00+01:00", 5_000);
        assertThat(bill().watts()).as("a window of ours that is higher").hasValue(5_000);
        assertThat(last.months().get(0).byMeter()).isFalse();
    }

    @Test
    void aMeterWhosePeakIsLowerThanOursWinsAndOursIsKept() {
        billedBy("flanders");
        metersPeak = OptionalLong.of(100);
        draw("2026-03-03T10:00:00+01:00", "2026-03-03T10:15:10+01:00", 3_000);
        assertThat(last.peakWatts()).hasValue(100);
        assertThat(bill().watts()).hasValue(2_500);
        restart();
        billedBy("helen");
        draw("2026-03-03T10:15:20+01:00", "2026-03-03T11:00:00+01:00", 3_000);
        assertThat(peaks()).as("a tariff that bills no quarter hours").containsExactly(3_000L);
    }

    @Test
    void anExchangedMetersLowerPeakDoesNotUndoTheOneBefore() {
        billedBy("flanders");
        prints(5_000, "2026-03-02T18:00:00+01:00");
        draw("2026-03-03T10:00:00+01:00", "2026-03-03T10:10:00+01:00", 1_000);
        number = Optional.of("B");
        prints(300, "2026-03-03T10:15:00+01:00");
        draw("2026-03-03T10:15:00+01:00", "2026-03-03T10:20:00+01:00", 1_000);
        assertThat(bill().watts()).hasValue(5_000);
    }
}
