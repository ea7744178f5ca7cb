package org.dbusp1.output.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.driver.LedgerFiles;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.TestLedger;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what the registers hold, of which meter and when. Addresses and scales are those of dbus-modbus-client, carlo_gavazzi.py. */
class Em24StateTest {
    @TempDir
    private Path directory;

    private static final int VOLTAGE = 0x0000;
    private static final int CURRENT = 0x000c;
    private static final int POWER = 0x0012;
    private static final int TOTAL = 0x0028;
    /** Of L1, L2, L3 and the system. */
    private static final int POWER_FACTORS = 0x002e;
    private static final int IMPORTED = 0x0034;
    private static final int IMPORTED_BY_PHASE = 0x0040;
    private static final int EXPORTED = 0x004e;
    private static final int PHASES = 0x1002;

    private long nanos;
    private final Messages messages = new Messages();
    private final Em24State offer = new Em24State("0.1.0", () -> nanos);
    private final SampleMeter line = SampleMeter.house("dsmr50", "E0043007024356815", DemandConfig.DEFAULT);

    /** A number of 32 bits, the low word first; empty when the register is not answered. */
    private OptionalInt read(int address) {
        Em24.Registers registers = offer.registers();
        byte[] words = registers == null ? null : registers.read(address, 2);
        return words == null ? OptionalInt.empty() : OptionalInt.of(number(words));
    }

    private static int number(byte[] bytes) {
        int turned = ByteBuffer.wrap(bytes).getInt();
        return turned << 16 | turned >>> 16;
    }

    private int word(int address) {
        return ByteBuffer.wrap(offer.registers().read(address, 1)).getShort() & 0xffff;
    }

    private void hear(String file) {
        line.sent(Corpus.bytes("telegrams/" + file)).ifPresent(this::accept);
    }

    private void accept(Snapshot snapshot) {
        offer.accept(messages.after(snapshot));
    }

    private void later(double seconds) {
        nanos += (long) (seconds * 1e9);
    }

    private static SampleMeter meter(String dialect) {
        return new SampleMeter(dialect, Wiring.THREE_PHASES, SampleMeter.START);
    }

    /** The meter's next snapshot; the time passes. */
    private Snapshot next(SampleMeter meter) {
        Instant before = meter.now();
        Snapshot snapshot = meter.next();
        nanos += Duration.between(before, meter.now()).toNanos();
        return snapshot;
    }

    private static Snapshot without(Snapshot from, Quantity... missing) {
        return Snapshots.like(from).sent(from.published().values().without(Set.of(missing))).take();
    }

    /** A grid of 3x230 V has no neutral: the meter prints 0 V and 0 W for L2. Phases of 0 W under 444 W would be 0 W for ESS. */
    @Tag(Beside.TAG)
    @ParameterizedTest
    @CsvSource({"nl-dsmr50-sagemcom-t210d,0,8660,6770,560,1320", "be-3x230v-wimdh,0,5070,2450,0,2610",
        "nl-dsmr42-kaifa-1ph,3,3330,3320,0,0", "be-emucs221-lg-dheijl-gas,3,4440,4440,0,0"})
    void powersAreWhereTheGxDeviceReadsThem(String telegram, int configuration, int total, int l1, int l2, int l3) {
        hear(telegram + ".txt");

        assertThat(word(PHASES)).as("3P.n is 0, 1P is 3").isEqualTo(configuration);
        assertThat(read(TOTAL)).hasValue(total);
        assertThat(read(POWER)).hasValue(l1);
        assertThat(read(POWER + 2)).hasValue(l2);
        assertThat(read(POWER + 4)).hasValue(l3);
    }

    /** Clients that know the device, such as evcc and mbmd, read all its phases and take an exception for a fault. */
    @Tag(Beside.TAG)
    @ParameterizedTest
    @ValueSource(strings = {"nl-dsmr50-sagemcom-t210d", "nl-dsmr42-kaifa-1ph"})
    void eachRegisterOfThePhasesExistsWhateverTheMeterSends(String telegram) {
        hear(telegram + ".txt");
        for (int register : new int[] {VOLTAGE, CURRENT, POWER, IMPORTED_BY_PHASE}) {
            for (int phase = 0; phase < 3; phase++) {
                assertThat(read(register + 2 * phase)).as("0x%04x, phase %d", register, phase + 1).isPresent();
            }
        }
        if (word(PHASES) == 3) {
            assertThat(read(IMPORTED_BY_PHASE)).isNotEqualTo(OptionalInt.of(0));
            assertThat(read(VOLTAGE + 2)).hasValue(0);
            assertThat(read(IMPORTED_BY_PHASE + 2)).hasValue(0);
        }
        for (int address = POWER_FACTORS; address < POWER_FACTORS + 4; address++) {
            assertThat(offer.registers().read(address, 1)).as("0x%04x", address).containsExactly(0, 0);
        }
    }

    @Test
    void powerFactorsAreThousandthsWithTheSignOfTheMeter() {
        SampleMeter simulated = meter("dsmr50");
        Snapshot plain = next(simulated);
        Values.Builder values = new Values.Builder();
        plain.published().values().present().forEach(quantity -> values.set(quantity, plain.published().values().scaled(quantity)));
        values.set(Quantity.POWER_FACTOR, Quantity.POWER_FACTOR.unit().scaledOne() * 9 / 10);
        values.set(Quantity.POWER_FACTOR_L2, -Quantity.POWER_FACTOR.unit().scaledOne() / 2);
        accept(Snapshots.like(plain).sent(values.build()).take());
        assertThat(new int[] {word(POWER_FACTORS), word(POWER_FACTORS + 1), word(POWER_FACTORS + 2), word(POWER_FACTORS + 3)})
                .containsExactly(0, 0x10000 - 500, 0, 900);
        accept(next(simulated));
        assertThat(word(POWER_FACTORS + 3)).isZero();
    }

    /** The client reads from 0x0000 to 0x004f at once, with registers between that are not ours, and the model's among them. */
    @Tag(Beside.TAG)
    @Test
    void aRangeMayHoldWhatIsNotOursButNeitherBeginNorEndWithIt() {
        hear("nl-dsmr50-sagemcom-t210d.txt");
        Em24.Registers registers = offer.registers();

        byte[] all = registers.read(0x0000, 0x50);
        assertThat(ByteBuffer.wrap(all).getShort(2 * 0x000b)).isZero();
        assertThat(number(Arrays.copyOfRange(all, 2 * TOTAL, 2 * TOTAL + 4))).isEqualTo(8660);
        assertThat(registers.read(0x0006, 2)).isNull();
        assertThat(registers.read(0x0000, 0x0007)).isNull();
        assertThat(registers.read(0xffff, 2)).isNull();
    }

    @Tag(Beside.TAG)
    @Test
    void aPhaseWithoutVoltageHasItsCurrent() {
        hear("be-3x230v-wimdh.txt");
        assertThat(read(CURRENT + 2)).hasValue(1_940);
    }

    @Tag(Beside.TAG)
    @Test
    void theCounterOfTheOnlyPhaseIsThatOfTheMeter() {
        hear("nl-dsmr42-kaifa-1ph.txt");
        assertThat(read(IMPORTED_BY_PHASE)).isEqualTo(read(IMPORTED)).isNotEqualTo(OptionalInt.of(0));
    }

    @Test
    void aMeterWithoutPowerIsNotOffered() {
        SampleMeter simulated = meter("dsmr50");
        accept(without(next(simulated), Quantity.POWER_NET));
        assertThat(offer.registers()).isNull();
        accept(next(simulated));
        assertThat(offer.registers()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOLTAGE_L3", "CURRENT_L1", "POWER_NET"})
    void whatIsMissingAfterItWasGivenIsNoZero(Quantity missing) {
        SampleMeter simulated = meter("dsmr50");
        accept(next(simulated));
        accept(without(next(simulated), missing));
        assertThat(offer.registers()).isNull();
        accept(next(simulated));
        assertThat(offer.registers()).isNotNull();
    }

    @Test
    void aVoltageThatIsNotSentAnyMoreDoesNotEndItForEver() {
        SampleMeter simulated = meter("dsmr50");
        accept(next(simulated));
        for (int second = 0; second < 61; second++) {
            accept(without(next(simulated), Quantity.VOLTAGE_L1));
        }
        assertThat(read(VOLTAGE)).hasValue(0);
    }

    /** The total is on L1 while a phase is missing, and for half a minute afterwards; the GX device keeps its three phases. */
    @Test
    void theTotalStandsForPhasesThatAreNotShown() {
        SampleMeter simulated = meter("dsmr50");
        Snapshot whole = next(simulated);
        accept(whole);
        assertThat(read(POWER)).isNotEqualTo(read(TOTAL));
        Snapshot gap = next(simulated);
        assertThat(Math.abs(gap.published().values().scaled(Quantity.POWER_L1))).as("mW").isGreaterThan(60_000);
        accept(without(gap, Quantity.POWER_L1));
        for (int second = 0; second < 30; second++) {
            assertThat(word(PHASES)).isZero();
            assertThat(read(POWER)).isEqualTo(read(TOTAL)).isPresent();
            assertThat(read(POWER + 2)).hasValue(0);
            assertThat(read(POWER + 4)).hasValue(0);
            accept(next(simulated));
        }
        accept(next(simulated));
        assertThat(read(POWER)).isNotEqualTo(read(TOTAL));
        assertThat(word(PHASES)).isZero();
    }

    @Test
    void aMeterThatWasExchangedForOneWithoutPowersOfPhasesIsAnswered() {
        accept(next(meter("dsmr50")));
        assertThat(word(PHASES)).isZero();
        later(600);
        Snapshot first = meter("sml-emh").next();
        Snapshot other = Snapshots.like(first).meterIndex(first.published().meterIndex() + 1).take();
        assertThat(other.published().values().has(Quantity.POWER_L1)).isFalse();
        accept(other);
        later(8);
        accept(other);
        assertThat(word(PHASES)).as("1P").isEqualTo(3);
        assertThat(read(TOTAL)).isPresent();
    }

    @Test
    void aCounterThatIsMissingKeepsItsValue() {
        SampleMeter simulated = meter("dsmr50");
        accept(next(simulated));
        OptionalInt before = read(IMPORTED);
        accept(without(next(simulated), Quantity.ENERGY_IMPORT));
        assertThat(read(IMPORTED)).isEqualTo(before).isNotEqualTo(OptionalInt.of(0));
    }

    /** The GX device goes on for 6 s after the last answer; the limit of a meter of 10 s is 30 s. */
    @ParameterizedTest
    @CsvSource({"dsmr50,2.5", "dsmr42,24"})
    void itIsOldInTimeForTheGxDeviceToGiveItUp(String dialect, double life) {
        Snapshot snapshot = next(meter(dialect));
        accept(snapshot);
        later(life - 0.01);
        assertThat(offer.registers()).isNotNull();
        later(0.02);
        assertThat(offer.registers()).isNull();
        accept(snapshot);
        assertThat(offer.registers()).isNotNull();
        offer.withdraw();
        assertThat(offer.registers()).isNull();
    }

    /** Short lists of Aidon's meters have no export: until the next long list a house that imported and says 0 shows 0 W. */
    @Test
    void anImportOfZeroAfterAnImportIsZero() {
        SampleMeter simulated = meter("han-aidon");
        Snapshot snapshot = next(simulated);
        while (offer.registers() == null || snapshot.published().values().scaled(Quantity.POWER_NET) <= 0) {
            snapshot = next(simulated);
            accept(snapshot);
        }
        assertThat(read(TOTAL).orElseThrow()).isPositive();
        Values.Builder zero = new Values.Builder();
        Values before = snapshot.published().values();
        before.present().stream().filter(quantity -> !quantity.name().startsWith("POWER_"))
                .forEach(quantity -> zero.set(quantity, before.scaled(quantity)));
        accept(Snapshots.like(snapshot).sent(zero.set(Quantity.POWER_IMPORT, 0).build()).take());
        assertThat(read(TOTAL)).hasValue(0);
        assertThat(read(POWER)).hasValue(0);
    }

    /** A GX device reads the number of phases only when it finds a device. */
    @Test
    void anotherNumberOfPhasesComesWhenTheGxDeviceHasGivenUpTheDevice() {
        SampleMeter simulated = meter("dsmr50");
        Snapshot three = next(simulated);
        Values.Builder one = new Values.Builder();
        three.published().values().present().stream().filter(quantity -> !quantity.name().matches(".*_L[23]"))
                .forEach(quantity -> one.set(quantity, three.published().values().scaled(quantity)));
        one.set(Quantity.POWER_NET, three.published().values().scaled(Quantity.POWER_L1));
        accept(Snapshots.like(three).sent(one.build()).take());
        assertThat(word(PHASES)).isEqualTo(3);
        int silent = 0;
        for (accept(next(simulated)); offer.registers() == null; accept(next(simulated))) {
            silent++;
        }
        assertThat(silent).isBetween(7, 8);
        assertThat(word(PHASES)).isZero();
    }

    @Test
    void aValueThatFitsNoRegisterIsNotOffered() {
        Snapshot usual = next(meter("dsmr50"));
        accept(usual);
        Values.Builder huge = new Values.Builder();
        usual.published().values().present().forEach(quantity -> huge.set(quantity, usual.published().values().scaled(quantity)));
        huge.set(Quantity.POWER_NET, Long.MAX_VALUE / 2);
        accept(Snapshots.like(usual).sent(huge.build()).take());
        assertThat(offer.registers()).isNull();
    }

    /** Their unit takes hours in a house whose sun shines; 0 kWh meanwhile would be a false measurement. */
    @Test
    void countersThatAreWithheldAreWaitedFor() {
        SampleMeter simulated = meter("han-kamstrup");
        long start = nanos;
        Snapshot snapshot = next(simulated);
        while (!snapshot.published().values().has(Quantity.ENERGY_IMPORT)) {
            accept(snapshot);
            assertThat(offer.registers()).isNull();
            assertThat(Duration.ofNanos(nanos - start)).isLessThan(Duration.ofHours(24));
            snapshot = next(simulated);
        }
        accept(snapshot);
        assertThat(Duration.ofNanos(nanos - start)).isGreaterThan(Duration.ofMinutes(66));
        assertThat(read(IMPORTED).orElseThrow()).isPositive();
    }

    /** The counters of the meter before are not those of this one. */
    @Test
    void hourlyCountersOfAMeterThatWasExchangedAreWaitedForAgain() {
        SampleMeter simulated = meter("han-aidon");
        Ledger ledger = TestLedger.of(SampleMeter.KEY, new LedgerFiles(directory, Runnable::run));
        Snapshot snapshot = next(simulated);
        for (accept(booked(ledger, snapshot)); offer.registers() == null; accept(booked(ledger, snapshot))) {
            snapshot = next(simulated);
        }
        assertThat(read(IMPORTED).orElseThrow()).isPositive();
        int index = snapshot.published().meterIndex() + 1;
        boolean counted = false;
        do {
            snapshot = Snapshots.like(next(simulated)).meterIndex(index).number("another").take();
            accept(booked(ledger, snapshot));
            counted |= snapshot.published().values().has(Quantity.ENERGY_IMPORT);
            assertThat(counted || read(IMPORTED).isEmpty()).isTrue();
        } while (offer.registers() == null);
    }

    /** The same where the driver was off meanwhile: the ledger has the number of the meter. */
    @Test
    void hourlyCountersOfAMeterThatWasExchangedBeforeTheStartAreWaitedForToo() {
        LedgerFiles files = new LedgerFiles(directory, Runnable::run);
        SampleMeter simulated = meter("han-aidon");
        Ledger before = TestLedger.of(SampleMeter.KEY, files);
        Snapshot snapshot = next(simulated);
        for (booked(before, snapshot); !snapshot.published().values().has(Quantity.ENERGY_IMPORT); booked(before, snapshot)) {
            snapshot = next(simulated);
        }
        before.end();
        Ledger restarted = TestLedger.of(SampleMeter.KEY, files);
        for (long restart = nanos; nanos - restart < Duration.ofMinutes(2).toNanos();) {
            snapshot = without(next(simulated), Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT);
            accept(booked(restarted, Snapshots.like(snapshot).number("another").take()));
            assertThat(offer.registers()).isNull();
        }
    }

    /** Norwegian meters send counters once an hour, and a list with phases every 10 s. */
    @Test
    void hourlyCountersAreWaitedForOnceAndRememberedForTheNextStart() {
        LedgerFiles files = new LedgerFiles(directory, Runnable::run);
        SampleMeter simulated = meter("han-aidon");
        Ledger ledger = TestLedger.of(SampleMeter.KEY, files);
        Em24State first = new Em24State("0.1.0", () -> nanos);
        Messages before = new Messages();
        long start = nanos;
        Snapshot snapshot = next(simulated);
        for (first.accept(before.after(booked(ledger, snapshot))); first.registers() == null;
             first.accept(before.after(booked(ledger, snapshot)))) {
            snapshot = next(simulated);
        }
        assertThat(snapshot.published().values().has(Quantity.ENERGY_IMPORT)).isTrue();
        assertThat(Duration.ofNanos(nanos - start)).isLessThan(Duration.ofMinutes(61));
        int counter = number(first.registers().read(IMPORTED, 2));
        ledger.end();

        Ledger restarted = TestLedger.of(SampleMeter.KEY, files);
        Em24State second = new Em24State("0.1.0", () -> nanos);
        long restart = nanos;
        while (second.registers() == null) {
            snapshot = without(next(simulated), Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT);
            second.accept(messages.after(booked(restarted, snapshot)));
        }
        assertThat(Duration.ofNanos(nanos - restart)).isLessThan(Duration.ofSeconds(22));
        assertThat(number(second.registers().read(IMPORTED, 2))).isEqualTo(counter).isPositive();
    }

    /** A short key as it is; of a long number the last digits, as on the label. */
    @ParameterizedTest
    @CsvSource({"1SAG3200000123,1SAG3200000123", "house,house", "E0043007024356815,43007024356815"})
    void theSerialNumberIsTheKeyOrItsLastDigits(String key, String serial) {
        assertThat(Em24State.serial(new MeterKey(key))).isEqualTo(serial);
    }

    @Test
    void serialNumbersOfKeysWithTheSameEndStayDifferent() {
        assertThat(Em24State.serial(new MeterKey("garden_house_lan_2001"))).hasSize(14).startsWith("_lan_2001_")
                .isNotEqualTo(Em24State.serial(new MeterKey("summer_house_lan_2001")));
    }

    private static Snapshot booked(Ledger ledger, Snapshot snapshot) {
        return Snapshots.counted(ledger, snapshot);
    }
}
