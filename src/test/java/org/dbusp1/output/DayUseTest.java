package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Implausible;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.dialect.Netherlands;
import org.dbusp1.output.DayUse.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was used today and yesterday, and when that is not known. */
class DayUseTest {
    private final MapMemory memory = new MapMemory();
    private final List<MBusDevice> devices = new ArrayList<>();
    private String meter = "E0001";
    private boolean clock = true;
    private DayUse use = fresh();

    private DayUse fresh() {
        return new DayUse(memory, Optional.empty());
    }

    private static Stamp stamp(String time) {
        OffsetDateTime parsed = OffsetDateTime.parse(time);
        return new Stamp(parsed.toEpochSecond(), parsed.getOffset().getTotalSeconds());
    }

    private void at(String time, String imported) {
        Values values = new Values.Builder().set(Quantity.ENERGY_IMPORT, new BigDecimal(imported)
                .setScale(Quantity.ENERGY_IMPORT.decimals()).unscaledValue().longValue()).build();
        MeterIdentity identity = new MeterIdentity(Netherlands.DSMR5, "", Optional.of(meter).filter(number -> !number.isEmpty()),
                Optional.empty());
        Reading reading = new Reading(identity, clock ? Optional.of(stamp(time)) : Optional.empty(), values, List.copyOf(devices),
                new PlainMessage(Details.NONE));
        use.accept(new Snapshot(MeterKey.of("house"), reading, values, List.copyOf(devices), Implausible.NOTHING, Optional.empty(),
                clock ? Instant.EPOCH : stamp(time).instant(), Duration.ofSeconds(1), Duration.ofSeconds(5), 0, LineQuality.NONE));
    }

    /** A telegram with a gas meter's counter; both have their own time. */
    private void gas(String id, String time, String volume, String unit, String sent) {
        devices.clear();
        devices.add(new MBusDevice(1, OptionalInt.of(3), Optional.of(id).filter(number -> !number.isEmpty()), OptionalInt.empty(),
                Optional.of(new MBusDevice.Counter(stamp(time), new BigDecimal(volume), unit))));
        at(sent, "1");
    }

    private void is(long today, long yesterday) {
        assertThat(use.today(Counter.IMPORT)).hasValue(today);
        assertThat(use.yesterday(Counter.IMPORT)).hasValue(yesterday);
    }

    @Test
    void countsFromMidnightToMidnight() {
        at("2026-03-01T23:59:59+01:00", "100.000");
        assertThat(use.today(Counter.IMPORT)).as("its beginning was missed").isEmpty();
        at("2026-03-02T00:00:00+01:00", "100.001");
        at("2026-03-02T12:00:00+01:00", "104.501");
        assertThat(use.today(Counter.IMPORT)).hasValue(4500);
        assertThat(use.yesterday(Counter.IMPORT)).isEmpty();
        at("2026-03-03T00:00:01+01:00", "110.001");
        is(0, 10_000);
        at("2026-03-03T08:00:00+01:00", "111.501");
        is(1500, 10_000);
        assertThat(use.counter(Counter.IMPORT)).hasValue(111_501);
        assertThat(use.today(Counter.EXPORT)).isEmpty();
        assertThat(use.today(Counter.GAS)).isEmpty();
    }

    @Test
    void theCounterNearestToMidnightCounts() {
        at("2026-03-01T23:59:55+01:00", "100");
        at("2026-03-02T00:15:00+01:00", "100.5");
        assertThat(use.today(Counter.IMPORT)).hasValue(500);
    }

    @Test
    void aMidnightThatWasMissedIsNotInvented() {
        at("2026-03-01T12:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "105");
        at("2026-03-02T20:00:00+01:00", "109");
        at("2026-03-03T06:00:00+01:00", "112");
        assertThat(use.today(Counter.IMPORT)).as("the driver was off").isEmpty();
        assertThat(use.yesterday(Counter.IMPORT)).isEmpty();
        at("2026-03-04T00:00:00+01:00", "120");
        assertThat(use.today(Counter.IMPORT)).hasValue(0);
        assertThat(use.yesterday(Counter.IMPORT)).as("its beginning was missed").isEmpty();
    }

    @Test
    void survivesARestart() {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "107");
        at("2026-03-02T10:00:00+01:00", "108");
        use = fresh();
        at("2026-03-02T11:00:00+01:00", "109");
        is(2000, 7000);
    }

    @Test
    void anotherMeterBeginsAnew() {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-01T10:00:00+01:00", "105");
        meter = "E0002";
        at("2026-03-01T11:00:00+01:00", "2000");
        assertThat(use.today(Counter.IMPORT)).isEmpty();
        at("2026-03-02T00:00:00+01:00", "2003");
        assertThat(use.today(Counter.IMPORT)).hasValue(0);
        assertThat(use.yesterday(Counter.IMPORT)).isEmpty();
    }

    @Test
    void aMessageWithoutTheMetersNumberIsOfTheSameMeter() {
        at("2026-03-01T00:00:00+01:00", "100");
        meter = "";
        at("2026-03-01T08:00:00+01:00", "104");
        assertThat(use.today(Counter.IMPORT)).hasValue(4000);
        at("2026-03-02T00:00:00+01:00", "107");
        use = fresh();
        at("2026-03-02T10:00:00+01:00", "108");
        is(1000, 7000);
        meter = "E0001";
        at("2026-03-02T11:00:00+01:00", "109");
        is(2000, 7000);
        meter = "E0002";
        at("2026-03-02T12:00:00+01:00", "2000");
        assertThat(use.today(Counter.IMPORT)).as("another number").isEmpty();
    }

    @Test
    void aNumberThatIsToldLaterIsOfTheSameMeter() {
        meter = "";
        at("2026-03-01T00:00:00+01:00", "100");
        meter = "E 001";
        at("2026-03-01T08:00:00+01:00", "104");
        assertThat(use.today(Counter.IMPORT)).hasValue(4000);
        at("2026-03-02T00:00:00+01:00", "107");
        use = fresh();
        meter = "";
        at("2026-03-02T09:00:00+01:00", "108");
        meter = "E 001";
        at("2026-03-02T10:00:00+01:00", "109");
        is(2000, 7000);
    }

    @Test
    void aNumberThatIsToldLaterIsKeptWithTheCountersOfMidnight() {
        meter = "";
        at("2026-03-01T00:00:00+01:00", "100");
        meter = "E0001";
        at("2026-03-01T08:00:00+01:00", "104");
        use = fresh();
        meter = "E0002";
        at("2026-03-01T09:00:00+01:00", "2000");
        assertThat(use.today(Counter.IMPORT)).as("another number").isEmpty();
    }

    @Test
    void aGasMeterWhoseNumberIsNotToldIsTheSame() {
        gas("G1", "2026-03-02T00:00:00+01:00", "50.000", "m3", "2026-03-02T00:02:00+01:00");
        gas("", "2026-03-02T10:00:00+01:00", "51.500", "m3", "2026-03-02T10:02:00+01:00");
        assertThat(use.today(Counter.GAS)).hasValue(1500);
    }

    @Test
    void aCounterThatFallsHasNoDay() {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-01T10:00:00+01:00", "3");
        assertThat(use.today(Counter.IMPORT)).isEmpty();
    }

    /** Not every meter has a number: nothing but the counter shows that it is another. */
    @Test
    void aCounterThatJumpsHasNoDay() {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-01T10:00:00+01:00", "103");
        at("2026-03-01T10:00:10+01:00", "8000");
        assertThat(use.today(Counter.IMPORT)).isEmpty();
        at("2026-03-01T23:59:55+01:00", "8004");
        at("2026-03-02T00:00:05+01:00", "20");
        assertThat(use.today(Counter.IMPORT)).hasValue(0);
        assertThat(use.yesterday(Counter.IMPORT)).isEmpty();
        gas("", "2026-03-02T00:00:00+01:00", "50.000", "m3", "2026-03-02T00:02:00+01:00");
        gas("", "2026-03-02T01:00:00+01:00", "7050.000", "m3", "2026-03-02T01:02:00+01:00");
        assertThat(use.today(Counter.GAS)).isEmpty();
    }

    /** Between the readings lies an hour, also where the wall clock shows the same. */
    @Test
    void anHourThatTheClockShowsTwiceIsNoJump() {
        at("2026-10-25T00:00:00+02:00", "100");
        at("2026-10-25T02:00:00+02:00", "140");
        at("2026-10-25T02:00:00+01:00", "160");
        assertThat(use.today(Counter.IMPORT)).hasValue(60_000);
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
        assertThat(use.today(Counter.IMPORT)).hasValue(200);
    }

    @Test
    void aMeterWithoutAClockHasTheDaysOfItsCountry() {
        clock = false;
        at("2026-03-01T23:00:00Z", "100");
        at("2026-03-02T22:59:59Z", "108");
        assertThat(use.today(Counter.IMPORT)).as("midnight in Amsterdam is 23 h UTC").hasValue(8000);
        at("2026-03-02T23:00:00Z", "108");
        is(0, 8000);
    }

    @Test
    void gasCountsByTheTimeOfItsReading() {
        gas("G1", "2026-03-01T23:00:00+01:00", "50.000", "m3", "2026-03-01T23:30:00+01:00");
        gas("G1", "2026-03-02T00:00:00+01:00", "50.200", "m3", "2026-03-02T00:02:00+01:00");
        gas("G1", "2026-03-02T10:00:00+01:00", "51.700", "m3", "2026-03-02T10:02:00+01:00");
        assertThat(use.today(Counter.GAS)).hasValue(1500);
        gas("G1", "2026-03-03T00:00:00+01:00", "53.200", "m3", "2026-03-03T00:02:00+01:00");
        assertThat(use.today(Counter.GAS)).hasValue(0);
        assertThat(use.yesterday(Counter.GAS)).hasValue(3000);
        gas("G2", "2026-03-03T11:00:00+01:00", "7000", "dm3", "2026-03-03T11:02:00+01:00");
        assertThat(use.today(Counter.GAS)).as("another meter").isEmpty();
        assertThat(use.counter(Counter.GAS)).hasValue(7000);
    }

    /** 400 days ahead for five minutes, at noon. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void aClockThatIsAheadForAWhileChangesNoDay(boolean restartWithin, boolean restartAfter) {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "107");
        at("2026-03-02T12:00:00+01:00", "108");
        at("2027-04-06T12:00:10+02:00", "108.1");
        assertThat(use.today(Counter.IMPORT)).as("of a day whose beginning was not heard").isEmpty();
        assertThat(use.yesterday(Counter.IMPORT)).isEmpty();
        use = restartWithin ? fresh() : use;
        at("2027-04-06T12:05:00+02:00", "108.2");
        use = restartAfter ? fresh() : use;
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
        assertThat(use.today(Counter.IMPORT)).hasValue(0);
        use = restart ? fresh() : use;
        at("2026-03-02T00:03:00+01:00", "107.2");
        at("2026-03-02T10:00:00+01:00", "108.2");
        is(1000, 7200);
    }

    @Test
    void aClockThatIsADayAheadForAWhileChangesNoDay() {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "107");
        at("2026-03-03T12:00:00+01:00", "108");
        assertThat(use.today(Counter.IMPORT)).isEmpty();
        use = fresh();
        at("2026-03-02T12:05:00+01:00", "108.1");
        is(1100, 7000);
    }

    /** A machine without a network or a battery for its clock starts with the beginning of a year. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatStartsInThePastCostsNoDay(boolean restart) {
        at("2026-03-01T00:00:00+01:00", "100");
        at("2026-03-02T00:00:00+01:00", "107");
        use = fresh();
        at("2000-01-01T00:00:30+01:00", "108");
        at("2000-01-01T00:05:00+01:00", "108.1");
        use = restart ? fresh() : use;
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
        assertThat(use.today(Counter.IMPORT)).hasValue(1000);
        use = fresh();
        at("2026-03-02T10:30:00+01:00", "107");
        assertThat(use.today(Counter.IMPORT)).as("its beginning was missed").isEmpty();
        at("2026-03-03T00:00:00+01:00", "110");
        use = fresh();
        at("2026-03-03T01:00:00+01:00", "111");
        assertThat(use.today(Counter.IMPORT)).hasValue(1000);
        at("2026-03-04T00:00:00+01:00", "112");
        is(0, 2000);
    }

    @Test
    void daysThatWereMissedAreOver() {
        at("2026-03-01T00:00:00+01:00", "100");
        use = fresh();
        at("2026-03-04T12:00:00+01:00", "130");
        assertThat(use.today(Counter.IMPORT)).isEmpty();
        assertThat(use.yesterday(Counter.IMPORT)).isEmpty();
        at("2026-03-05T00:00:00+01:00", "133");
        use = fresh();
        at("2026-03-05T12:00:00+01:00", "134");
        assertThat(use.today(Counter.IMPORT)).hasValue(1000);
        assertThat(use.yesterday(Counter.IMPORT)).isEmpty();
    }

    @Test
    void gasThatIsStampedAheadOnceChangesNoDay() {
        gas("G1", "2026-03-02T00:00:00+01:00", "50.000", "m3", "2026-03-02T00:02:00+01:00");
        gas("G1", "2026-03-02T11:00:00+01:00", "51.000", "m3", "2026-03-02T11:02:00+01:00");
        gas("G1", "2027-04-06T00:00:00+02:00", "51.100", "m3", "2027-04-06T00:02:00+02:00");
        use = fresh();
        gas("G1", "2026-03-02T12:00:00+01:00", "51.200", "m3", "2026-03-02T12:02:00+01:00");
        assertThat(use.today(Counter.GAS)).hasValue(1200);
    }

    @Test
    void aDamagedMemoryIsNone() {
        for (String damaged : List.of("", "yesterday 1 2 - 1", "2026-03-01 x 2 - 1", "2026-03-01 1", "2026-03-01 1 2 E0001")) {
            memory.kept.put("house.IMPORT", damaged);
            use = fresh();
            at("2026-03-01T10:00:00+01:00", "5");
            assertThat(use.today(Counter.IMPORT)).as(damaged).isEqualTo(OptionalLong.empty());
        }
    }
}
