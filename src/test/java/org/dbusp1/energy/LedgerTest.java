package org.dbusp1.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what was used today and yesterday, and when that is not known. */
class LedgerTest {
    private final StoredLines lines = new StoredLines();
    private final List<MBusDevice> devices = new ArrayList<>();
    private String meter = "E0001";
    /** The counter of the export; empty: the telegram holds none. */
    private String exported = "";
    private boolean hasCounter = true;
    private int segment;
    private Ledger ledger = fresh();
    private EnergyUse use = EnergyUse.NONE;

    private Ledger fresh() {
        return new Ledger(lines, null);
    }

    private static Stamp stamp(String time) {
        OffsetDateTime parsed = OffsetDateTime.parse(time);
        return new Stamp(parsed.toEpochSecond(), parsed.getOffset().getTotalSeconds());
    }

    private void at(String time, String imported) {
        Values.Builder counters = new Values.Builder().set(Quantity.ENERGY_IMPORT, scaled(imported));
        if (!exported.isEmpty()) {
            counters.set(Quantity.ENERGY_EXPORT, scaled(exported));
        }
        Values values = counters.build();
        use = ledger.accept(Snapshots.of(hasCounter ? values : Values.NONE).valid(values).key("house")
                .number(meter.isEmpty() ? null : meter).devices(devices).segment(segment).at(stamp(time)).take().believed());
    }

    private static long scaled(String kilowattHours) {
        return new BigDecimal(kilowattHours).setScale(Quantity.ENERGY_IMPORT.decimals()).unscaledValue().longValue();
    }

    /** A telegram with a gas meter's counter; both have their own time. */
    private void gas(String id, String time, String volume, String unit, String sent) {
        counted(id, time, volume, unit);
        at(sent, "1");
    }

    private void counted(String id, String time, String volume, String unit) {
        devices.clear();
        devices.add(new MBusDevice(1, OptionalInt.of(3), Optional.of(id).filter(number -> !number.isEmpty()), OptionalInt.empty(),
                Optional.of(new MBusDevice.CounterReading(stamp(time), new BigDecimal(volume), unit))));
    }

    private void is(long today, long yesterday) {
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(today);
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).hasValue(yesterday);
    }

    @Test
    void countsFromMidnightToMidnight() {
        at("2026-03-01T23:59:59+01:00", "100.000");
        assertThat(use.of(Counter.IMPORT, Use::today)).as("its beginning was missed").isEmpty();
        at("2026-03-02T00:00:00+01:00", "100.001");
        at("2026-03-02T12:00:00+01:00", "104.501");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(4500);
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).isEmpty();
        at("2026-03-03T00:00:01+01:00", "110.001");
        is(0, 10_000);
        at("2026-03-03T08:00:00+01:00", "111.501");
        is(1500, 10_000);
        assertThat(use.of(Counter.IMPORT).orElseThrow().reading()).isEqualTo(111_501);
        assertThat(use.of(Counter.EXPORT, Use::today)).isEmpty();
        assertThat(use.of(Counter.GAS, Use::today)).isEmpty();
    }

    @Test
    void theLastHourIsKnownFromBorderToBorder() {
        at("2026-03-01T11:59:59+01:00", "100.000");
        at("2026-03-01T12:00:00+01:00", "100.001");
        at("2026-03-01T12:59:59+01:00", "101.200");
        assertThat(use.of(Counter.IMPORT, Use::hour)).as("its beginning was missed").isEmpty();
        at("2026-03-01T13:00:00+01:00", "101.251");
        assertThat(use.of(Counter.IMPORT, Use::hour)).hasValue(1250);
        at("2026-03-01T13:59:59+01:00", "103.000");
        assertThat(use.of(Counter.IMPORT, Use::hour)).hasValue(1250);
        ledger = fresh();
        at("2026-03-01T14:30:00+01:00", "104.000");
        assertThat(use.of(Counter.IMPORT, Use::hour)).as("the driver was off at its end").isEmpty();
        assertThat(use.of(Counter.EXPORT, Use::hour)).isEmpty();
    }

    /** A list with counters comes once an hour; those between have only powers. */
    @Test
    void theLastHourIsAbsentOnceALaterOneHasPassedWithoutACounter() {
        at("2026-03-01T12:00:00+01:00", "100.000");
        at("2026-03-01T13:00:00+01:00", "101.250");
        hasCounter = false;
        at("2026-03-01T13:59:50+01:00", "101.250");
        assertThat(use.of(Counter.IMPORT, Use::hour)).hasValue(1250);
        at("2026-03-01T14:00:05+01:00", "101.250");
        assertThat(use.of(Counter.IMPORT, Use::hour)).as("the counters of 14:00 are on their way").hasValue(1250);
        at("2026-03-01T15:00:05+01:00", "101.250");
        assertThat(use.of(Counter.IMPORT, Use::hour)).as("those of 14:00 were lost").isEmpty();
        ledger.end();
        ledger = fresh();
        at("2026-03-02T09:10:00+01:00", "101.250");
        assertThat(use.of(Counter.IMPORT, Use::hour)).as("the driver was off for a night").isEmpty();
    }

    @Test
    void aMidnightThatWasMissedIsNotInvented() {
        at("2026-03-01T12:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "105");
        at("2026-03-02T20:00:00+01:00", "109");
        at("2026-03-03T06:00:00+01:00", "112");
        assertThat(use.of(Counter.IMPORT, Use::today)).as("the driver was off").isEmpty();
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).isEmpty();
        at("2026-03-04T00:00:00+01:00", "120");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(0);
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).as("its beginning was missed").isEmpty();
    }

    @Test
    void aMessageWithoutTheMetersNumberIsOfTheSameMeter() {
        at("2026-03-01T00:00:00+01:00", "100");
        meter = "";
        at("2026-03-01T08:00:00+01:00", "104");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(4000);
        at("2026-03-02T00:00:00+01:00", "107");
        ledger = fresh();
        at("2026-03-02T10:00:00+01:00", "108");
        is(1000, 7000);
        meter = "E0001";
        at("2026-03-02T11:00:00+01:00", "109");
        is(2000, 7000);
        meter = "E0002";
        at("2026-03-02T12:00:00+01:00", "2000");
        assertThat(use.of(Counter.IMPORT, Use::today)).as("another number").isEmpty();
    }

    @Test
    void aNumberThatIsSentLaterIsOfTheSameMeter() {
        meter = "";
        at("2026-03-01T00:00:00+01:00", "100");
        meter = "E 001";
        at("2026-03-01T08:00:00+01:00", "104");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(4000);
        at("2026-03-02T00:00:00+01:00", "107");
        ledger = fresh();
        meter = "";
        at("2026-03-02T09:00:00+01:00", "108");
        meter = "E 001";
        at("2026-03-02T10:00:00+01:00", "109");
        is(2000, 7000);
        ledger = fresh();
        meter = "E0002";
        at("2026-03-02T11:00:00+01:00", "2000");
        assertThat(use.of(Counter.IMPORT, Use::today)).as("another number").isEmpty();
    }

    /** Not every meter has a number: nothing but the counter shows that it is another. */
    @Test
    void aCounterThatJumpsHasNoDay() {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-01T10:00:00+01:00", "103");
        at("2026-03-01T10:00:10+01:00", "8000");
        assertThat(use.of(Counter.IMPORT, Use::today)).isEmpty();
        at("2026-03-01T23:59:55+01:00", "8004");
        at("2026-03-02T00:00:05+01:00", "20");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(0);
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).isEmpty();
        gas("", "2026-03-02T00:00:00+01:00", "50.000", "m3", "2026-03-02T00:02:00+01:00");
        gas("", "2026-03-02T01:00:00+01:00", "7050.000", "m3", "2026-03-02T01:02:00+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).isEmpty();
    }

    @Test
    void daysOfTheClockChangeAreDays() {
        at("2026-03-29T00:00:00+01:00", "100");
        at("2026-03-29T23:59:59+02:00", "123");
        at("2026-03-30T00:00:00+02:00", "123");
        is(0, 23_000);
        at("2026-10-25T00:00:00+02:00", "200");
        at("2026-10-26T00:00:00+01:00", "225");
        is(0, 25_000);
    }

    @Test
    void aClockThatIsSetBackOverMidnightChangesNothing() {
        at("2026-03-02T00:00:00+01:00", "100");
        at("2026-03-01T23:59:58+01:00", "100.1");
        at("2026-03-02T00:10:00+01:00", "100.2");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(200);
    }

    @Test
    void gasCountsByTheTimeOfItsReading() {
        gas("G1", "2026-03-01T23:00:00+01:00", "50.000", "m3", "2026-03-01T23:30:00+01:00");
        gas("G1", "2026-03-02T00:00:00+01:00", "50.200", "m3", "2026-03-02T00:02:00+01:00");
        gas("", "2026-03-02T10:00:00+01:00", "51.700", "m3", "2026-03-02T10:02:00+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).as("a telegram without its number").hasValue(1500);
        gas("G1", "2026-03-03T00:00:00+01:00", "53.200", "m3", "2026-03-03T00:02:00+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).hasValue(0);
        assertThat(use.of(Counter.GAS, Use::yesterday)).hasValue(3000);
        gas("G2", "2026-03-03T11:00:00+01:00", "7000", "dm3", "2026-03-03T11:02:00+01:00");
        assertThat(use.of(Counter.GAS).orElseThrow().reading()).as("once").isEqualTo(53_200);
        gas("G1", "2026-03-03T11:00:00+01:00", "53.200", "m3", "2026-03-03T11:02:01+01:00");
        for (int second = 2; second < 5; second++) {
            gas("G2", "2026-03-03T11:00:00+01:00", "7000", "dm3", "2026-03-03T11:02:0" + second + "+01:00");
        }
        assertThat(use.of(Counter.GAS, Use::today)).as("another meter").isEmpty();
        assertThat(use.of(Counter.GAS).orElseThrow().reading()).isEqualTo(7000);
    }

    /** A wire that changes a digit now and then. */
    @Test
    void aGasNumberThatAlternatesStoresNothing() {
        gas("G1", "2026-03-02T00:00:00+01:00", "50.200", "m3", "2026-03-02T00:02:00+01:00");
        List<String> before = lines.all();
        for (int second = 1; second < 50; second++) {
            gas(second % 2 == 0 ? "G1" : "G7", "2026-03-02T00:00:00+01:00", "50.200", "m3",
                    String.format("2026-03-02T00:02:%02d+01:00", second));
        }
        assertThat(lines.all()).isEqualTo(before);
        assertThat(use.of(Counter.GAS, Use::today)).hasValue(0);
    }

    /** The meter is read every hour, and comes up to 55 minutes late. */
    @Test
    void aDayHasNoUseBeforeItsFirstReading() {
        gas("G1", "2026-03-01T00:00:00+01:00", "50.000", "m3", "2026-03-01T00:55:00+01:00");
        gas("G1", "2026-03-01T23:00:00+01:00", "53.000", "m3", "2026-03-01T23:55:00+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).hasValue(3_000);
        gas("G1", "2026-03-01T23:00:00+01:00", "53.000", "m3", "2026-03-02T00:54:00+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).isEmpty();
        assertThat(use.of(Counter.GAS, Use::yesterday)).as("its end is not known").isEmpty();
        gas("G1", "2026-03-02T00:00:00+01:00", "53.100", "m3", "2026-03-02T00:55:00+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).hasValue(0);
        assertThat(use.of(Counter.GAS, Use::yesterday)).hasValue(3_100);
        gas("G1", "2026-03-02T00:00:00+01:00", "53.100", "m3", "2026-03-05T09:00:00+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).as("it fell silent").isEmpty();
        assertThat(use.of(Counter.GAS, Use::yesterday)).isEmpty();
    }

    /** 400 days ahead for five minutes, at noon. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void aClockThatIsAheadForAWhileChangesNoDay(boolean restartWithin, boolean restartAfter) {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "107");
        at("2026-03-02T12:00:00+01:00", "108");
        at("2027-04-06T12:00:10+02:00", "108.1");
        assertThat(use.of(Counter.IMPORT, Use::today)).as("of a day whose beginning was not heard").isEmpty();
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).isEmpty();
        ledger = restartWithin ? fresh() : ledger;
        at("2027-04-06T12:05:00+02:00", "108.2");
        ledger = restartAfter ? fresh() : ledger;
        at("2026-03-02T12:06:00+01:00", "108.3");
        is(1300, 7000);
        at("2026-03-03T00:00:00+01:00", "110");
        is(0, 3000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatIsAheadOverMidnightCostsNoDay(boolean restart) {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-01T23:57:00+01:00", "107");
        at("2027-04-05T23:58:00+02:00", "107");
        at("2027-04-06T00:00:00+02:00", "107");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(0);
        ledger = restart ? fresh() : ledger;
        at("2026-03-02T00:03:00+01:00", "107.2");
        at("2026-03-02T10:00:00+01:00", "108.2");
        assertThat(use.of(Counter.IMPORT, Use::today).orElseThrow()).as("of the 200 Wh between 23:57 and 0:03").isBetween(1000L, 1200L);
        assertThat(use.of(Counter.IMPORT, Use::today).orElseThrow() + use.of(Counter.IMPORT, Use::yesterday).orElseThrow())
                .isBetween(8199L, 8200L);
    }

    /** A machine without a network or a battery for its clock starts with the beginning of a year. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatStartsInThePastCostsNoDay(boolean restart) {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "107");
        ledger = fresh();
        at("2000-01-01T00:00:30+01:00", "108");
        at("2000-01-01T00:05:00+01:00", "108.1");
        ledger = restart ? fresh() : ledger;
        at("2026-03-02T12:05:00+01:00", "108.2");
        is(1200, 7000);
    }

    @Test
    void aClockThatWasAheadForLongIsBelievedAndSoIsTheRightOne() {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-01T12:00:00+01:00", "101");
        at("2027-04-05T12:00:00+02:00", "101");
        at("2027-04-05T15:00:00+02:00", "102");
        at("2027-04-06T00:00:00+02:00", "105");
        at("2027-04-06T10:00:00+02:00", "106");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(1000);
        ledger = fresh();
        at("2026-03-02T10:30:00+01:00", "107");
        assertThat(use.of(Counter.IMPORT, Use::today)).as("its beginning was missed").isEmpty();
        at("2026-03-03T00:00:00+01:00", "110");
        ledger = fresh();
        at("2026-03-03T01:00:00+01:00", "111");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(1000);
        at("2026-03-04T00:00:00+01:00", "112");
        is(0, 2000);
    }

    /** A power cut may leave anything in a file. */
    @Test
    void aDamagedLineCostsNoOther() {
        at("2026-03-01T00:00:00+01:00", "100");
        List<String> kept = lines.months.get(YearMonth.of(2026, 3));
        for (String damaged : List.of("", "yesterday import=2", "2026-03-01T00:00:00+01:00 import", "2026-03-01T00:00:00+01:00 import=x",
                "2026-03-01T00:00:00+01:00 heat=1", "2026-03-01T00:00:00+01:00 import=1e99", "\0\0\0 import=1",
                "2026-03-01T00:00:00+01:00 import=1e999999999", "2026-03-01T00:00:00+01:00 import=-5",
                "2026-03-01T00:00:00+01:00 import=" + "1".repeat(100_000), "2026-03-01T00:00:00+01:00 import.meter=" + "x".repeat(5_000),
                "2026-03-01T00:00:00+01:00 =1",
                "2026-03-01T00:00:00+01:00 import.colour=1", "2026-03-01T00:00:00+01:00 import=0.00000001")) {
            kept.add(damaged);
        }
        ledger = fresh();
        at("2026-03-01T10:00:00+01:00", "105");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(5000);
    }

    /** A digit that a disk changed: the line can be read, but no counter goes on so. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T08:00:00+01:00 import=16030", "2026-03-01T08:00:00+01:00 import=3"})
    void aLineThatNoCounterCouldHaveMovesNoEnergy(String outlier) {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-01T07:59:59+01:00", "103");
        ledger.end();
        List<String> kept = lines.months.get(YearMonth.of(2026, 3));
        kept.add(outlier);
        kept.add("2026-03-01T08:15:00+01:00 import=103.5");
        ledger = fresh();
        at("2026-03-01T10:00:00+01:00", "105");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(5000);
    }

    /** Lines that are no lines do not stay in memory. */
    @Test
    void linesOfJunkAreCountedOnly() throws Exception {
        List<WeakReference<String>> made = new ArrayList<>();
        Ledger.LedgerFile junk = new Ledger.LedgerFile() {
            @Override
            public void read(MeterKey key, Consumer<Stream<String>> reader) {
                reader.accept(Stream.generate(() -> {
                    String line = "junk".repeat(900) + made.size();
                    made.add(new WeakReference<>(line));
                    return line;
                }).limit(1_000));
            }

            @Override
            public void append(MeterKey key, YearMonth month, List<String> added) {
                lines.append(key, month, added);
            }
        };
        ledger = new Ledger(junk, null);
        at("2026-03-01T10:00:00+01:00", "105");
        while (made.stream().anyMatch(line -> line.get() != null)) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(made).hasSize(1_000);
        assertThat(use.of(Counter.IMPORT)).isPresent();
    }

    /** Lists with counters arrive ten seconds after the hour; those between repeat the old counter. */
    @Test
    void aCounterThatComesOnceAnHourEndsItsHour() {
        at("2026-03-01T22:00:10+01:00", "98");
        at("2026-03-01T23:00:10+01:00", "99");
        hasCounter = false;
        at("2026-03-01T23:59:58+01:00", "99");
        hasCounter = true;
        at("2026-03-02T00:00:10+01:00", "100");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(0);
        assertThat(lines.all()).contains("2026-03-02T00:00:00+01:00 import=100");
        at("2026-03-02T01:00:10+01:00", "103");
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(3000);
    }

    /** The start of the newest quarter hour that was measured whole, in seconds of March. */
    private OptionalLong lastQuarter() {
        return use.finishedQuarters().stream().filter(quarter -> quarter.counters().get(Counter.IMPORT).watts().isPresent())
                .mapToLong(quarter -> quarter.start() - stamp("2026-03-01T00:00:00+01:00").epochSecond()).max();
    }

    /** 60 Wh a minute, and a load of 6 kW in the last minute of the quarter hour. */
    @Test
    void aQuarterHourOfAMeterThatSendsEachMinuteIsWhole() {
        for (int minute = 0; minute <= 14; minute++) {
            at(String.format("2026-03-01T00:%02d:00+01:00", minute), BigDecimal.valueOf(100_000 + 60 * minute, 3).toString());
        }
        assertThat(lastQuarter()).isEmpty();
        at("2026-03-01T00:15:00+01:00", "100.940");
        assertThat(lastQuarter()).hasValue(0);
        assertThat(use.finishedQuarters().get(0).counters().get(Counter.IMPORT).watts()).hasValue(3_760);
        at("2026-03-01T00:31:00+01:00", "101");
        assertThat(lastQuarter()).as("its end was missed").hasValue(0);
    }

    @Test
    void noQuarterHourLiesOverAMeterThatWasReplacedOrAClockThatWasSet() {
        for (int minute = 0; minute <= 60; minute++) {
            meter = minute < 20 ? "E0001" : "E0002";
            at(String.format("2026-03-01T%02d:%02d:00+01:00", minute / 60, minute % 60),
                    BigDecimal.valueOf((minute < 20 ? 100_000 : 500_000) + 10 * minute, 3).toString());
            assertThat(lastQuarter()).isEqualTo(minute < 15 ? OptionalLong.empty()
                    : OptionalLong.of(minute < 45 ? 0 : minute < 60 ? 1_800 : 2_700));
        }
        at("2026-03-01T00:20:00+01:00", "500.700");
        for (int minute = 21; minute <= 31; minute++) {
            at(String.format("2026-03-01T00:%02d:00+01:00", minute), "500.700");
        }
        assertThat(lastQuarter()).as("0:15 is of the clock before").hasValue(2_700);
        assertThat(lines.all()).last().isEqualTo("2026-03-01T00:30:00+01:00 import=500.7#1");
    }

    /** A month whose beginning is missing is known in part. */
    @Test
    void theMonthHoldsWhatIsKnownOfIt() {
        at("2026-02-10T12:00:00+01:00", "100");
        at("2026-02-27T12:00:00+01:00", "150");
        at("2026-02-27T15:00:00+01:00", "151");
        at("2026-03-02T12:00:00+01:00", "170");
        at("2026-03-02T14:30:00+01:00", "172");
        assertThat(use.of(Counter.IMPORT).orElseThrow().known()).isEqualTo(new EnergyUse.DayMonthYear(2_000, 2_000, 72_000));
        meter = "E0002";
        at("2026-03-02T14:31:00+01:00", "5");
        at("2026-03-02T14:32:00+01:00", "6");
        assertThat(use.of(Counter.IMPORT).orElseThrow().known()).as("also over a meter that was replaced")
                .isEqualTo(new EnergyUse.DayMonthYear(3_000, 3_000, 73_000));
        ledger = fresh();
        at("2026-03-02T14:33:00+01:00", "6");
        assertThat(use.of(Counter.IMPORT).orElseThrow().known()).as("and a restart").isEqualTo(new EnergyUse.DayMonthYear(3_000, 3_000, 73_000));
    }

    /** A disk may hang for as long as it likes. */
    @Test
    void nothingIsKnownWhileTheLinesAreReadAndNothingIsInvented() {
        List<Consumer<Stream<String>>> waiting = new ArrayList<>();
        StoredLines slow = new StoredLines() {
            @Override
            public void read(MeterKey key, Consumer<Stream<String>> reader) {
                waiting.add(reader);
            }
        };
        ledger = new Ledger(slow, null);
        at("2026-03-02T00:00:00+01:00", "107");
        assertThat(use.counters()).isEmpty();
        assertThat(use.running()).as("needs no disk").containsEntry(Counter.IMPORT, 1_070_000_000L);
        assertThat(slow.all()).isEmpty();
        waiting.get(0).accept(Stream.of("2026-03-01T00:00:00+01:00 import=100", "2026-03-01T23:45:00+01:00 import=106.9"));
        at("2026-03-02T00:05:00+01:00", "107.1");
        assertThat(use.of(Counter.IMPORT, Use::today)).as("the reading of midnight waited").hasValue(100);
    }

    /** A meter of which nothing but the guard knows that it is another one; its first message holds no counter. */
    @Test
    void aReplacementThatTheGuardReportsIsNotForgottenByAShortMessage() {
        meter = "";
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-01T00:10:00+01:00", "100.1");
        segment = 1;
        hasCounter = false;
        at("2026-03-01T00:11:00+01:00", "100.2");
        hasCounter = true;
        at("2026-03-01T00:12:00+01:00", "100.5");
        assertThat(use.of(Counter.IMPORT, Use::today)).isEmpty();
        at("2026-03-01T00:13:00+01:00", "100.6");
        assertThat(use.of(Counter.IMPORT).orElseThrow().known().day()).isEqualTo(200);
    }

    /** Three years are more days than are kept: those of the present clock are not the ones to go. */
    @Test
    void aClockThatIsYearsBehindForWeeksHasItsDaysToo() {
        OffsetDateTime day = OffsetDateTime.parse("2026-01-01T00:00:00+01:00");
        int count = 0;
        for (; count < 1_000; count++) {
            at(day.plusDays(count).toString(), Integer.toString(100 + count));
        }
        for (int wrong = 0; wrong < 5; wrong++, count++) {
            at(OffsetDateTime.parse("2024-08-07T00:00:00+01:00").plusDays(wrong).toString(), Integer.toString(100 + count));
        }
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).hasValue(1_000);
        at("2024-08-11T10:00:00+01:00", Integer.toString(100 + count));
        assertThat(use.of(Counter.IMPORT, Use::today)).hasValue(1_000);
        assertThat(use.of(Counter.IMPORT).orElseThrow().known()).isEqualTo(new EnergyUse.DayMonthYear(1_000, 5_000, 5_000));
        at(day.plusDays(1_005).toString(), Integer.toString(101 + count));
        at(day.plusDays(1_006).toString(), Integer.toString(102 + count));
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).hasValue(1_000);
        assertThat(use.of(Counter.IMPORT).orElseThrow().known().year()).isEqualTo(277_000L);
    }

    /** An hour late for ten minutes, just after midnight. */
    @Test
    void aClockThatGoesBackOverMidnightForAWhileCostsNoDay() {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "107");
        at("2026-03-02T00:10:00+01:00", "107.1");
        at("2026-03-01T23:11:00+01:00", "107.11");
        at("2026-03-01T23:20:00+01:00", "107.2");
        at("2026-03-02T00:25:00+01:00", "107.25");
        is(250, 7_000);
    }

    /** Few lines of a day are needed, but those of a gas meter lie between. */
    @Test
    void allDaysAndMetersComeBackAfterARestart() {
        for (int hour = 0; hour < 24 * 40; hour++) {
            meter = hour < 200 ? "E0001" : "E0002";
            String time = stamp("2026-03-01T00:00:00+01:00").instant().plusSeconds(3_600L * hour)
                    .atOffset(ZoneOffset.ofHours(1)).toString();
            counted("G1", time, Integer.toString(500 + hour / 2), "m3");
            for (int quarter = 0; quarter < 4; quarter++) {
                at(stamp(time).instant().plusSeconds(900L * quarter).atOffset(ZoneOffset.ofHours(1)).toString(),
                        (hour < 200 ? "1" : "9") + String.format("%03d.%d", hour, quarter));
            }
        }
        EnergyUse before = use;
        assertThat(before.of(Counter.GAS, Use::yesterday)).hasValue(12_000);
        assertThat(before.of(Counter.IMPORT, Use::yesterday)).isPresent();
        assertThat(before.of(Counter.IMPORT).orElseThrow().known().year()).isBetween(950_000L, 960_000L);
        ledger = fresh();
        at("2026-04-10T00:00:00+01:00", "9960.3");
        at("2026-04-10T00:00:01+01:00", "9960.3");
        EnergyUse whole = use;
        List<String> kept = lines.all();
        ledger = fresh();
        at("2026-04-10T00:00:01+01:00", "9960.3");
        assertThat(lines.all()).as("nothing is new").isEqualTo(kept);
        assertThat(use.counters().keySet()).isEqualTo(whole.counters().keySet());
        whole.counters().forEach((counter, known) -> {
            assertThat(use.of(counter, Use::today)).as(counter + " today").isEqualTo(known.today());
            assertThat(use.of(counter, Use::yesterday)).as(counter + " yesterday").isEqualTo(known.yesterday());
            assertThat(use.of(counter, Use::hour)).as(counter + " hour").isEqualTo(known.hour()).isPresent();
            assertThat(use.of(counter).orElseThrow().known()).as(counter + " known").isEqualTo(known.known());
        });
    }

    @Test
    void ofACounterThatStoodStillOverAGapAKilledDriverKnowsAllBorders() {
        exported = "50";
        at("2026-03-03T21:00:00+01:00", "100");
        at("2026-03-03T22:00:00+01:00", "100.8");
        ledger = fresh();
        exported = "50.7";
        at("2026-03-03T22:16:00+01:00", "100.9");
        at("2026-03-03T22:30:00+01:00", "100.9");
        at("2026-03-03T22:31:00+01:00", "100.9");
        long ten = stamp("2026-03-03T22:00:00+01:00").epochSecond();
        assertThat(use.finishedQuarters()).filteredOn(quarter -> quarter.counters().get(Counter.EXPORT).counted() > 0).isNotEmpty()
                .allMatch(quarter -> quarter.start() >= ten);
    }

    @Test
    void linesAreReadableAndOnePerQuarterHour() {
        at("2026-03-01T00:00:00+01:00", "100.25");
        at("2026-03-01T00:10:00+01:00", "101.25");
        at("2026-03-01T00:40:00+01:00", "104.25");
        meter = "E 2";
        at("2026-03-01T00:41:00+01:00", "7");
        assertThat(lines.all()).containsExactly("2026-03-01T00:00:00+01:00 import.meter=E0001 import=100.25",
                "2026-03-01T00:15:00+01:00 import=101.75~", "2026-03-01T00:30:00+01:00 import=103.25~",
                "2026-03-01T00:40:00+01:00 import=104.25",
                "2026-03-01T00:41:00+01:00 import.meter=E_2 import.previous-end=104.25 import=7");
    }
}
