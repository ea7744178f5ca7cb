package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeterKeyResolverTest {
    private static final String OTHER = "usb-FTDI_P1_Converter_Cable_P1DEF";
    private static final String CABLE = "usb-FTDI_P1_Converter_Cable_P1ABC";

    @TempDir
    Path state;

    private MeterKeyResolver unconfigured() {
        return new MeterKeyResolver(null, state.resolve("not/yet/there"));
    }

    private static Reading reading(String equipmentId, boolean repaired) {
        return Snapshots.of(Values.NONE).identification("XYZ5\\METER").number(equipmentId.isEmpty() ? null : equipmentId)
                .message(new PlainMessage(new byte[0], Details.NONE, repaired ? "first line" : null, List.of()))
                .reading();
    }

    /** Returns the key with which a reading is published, and which is kept then. */
    private static Optional<MeterKey> decide(MeterKeyResolver keys, Reading reading, String cable, String name) {
        Optional<MeterKey> key = Optional.ofNullable(keys.keyFor(reading, cable, name));
        key.ifPresentOrElse(known -> keys.published(reading, known, cable), () -> keys.compareNumber(reading, cable, name));
        return key;
    }

    @Test
    void whatIsNotPublishedIsNotKept() {
        MeterKeyResolver keys = unconfigured();
        assertThat(keys.keyFor(reading("DAMAGED"), CABLE, "ttyUSB0")).isEqualTo(new MeterKey("DAMAGED"));
        assertThat(keys.keyFor(reading("RIGHT"), CABLE, "ttyUSB0")).isEqualTo(new MeterKey("RIGHT"));
        assertThat(unconfigured().remembered(CABLE)).isNull();
    }

    @Test
    void waitsForTheLongListOfABinaryMeterThatNamesIt() {
        MeterKeyResolver keys = unconfigured();
        Reading shortList = binary(Optional.empty());

        assertThat(decide(keys, shortList, CABLE, "ttyUSB0")).isEmpty();
        assertThat(decide(keys, binary(Optional.of("6970631400000001")), CABLE, "ttyUSB0")).contains(new MeterKey("6970631400000001"));
        assertThat(decide(keys, shortList, CABLE, "ttyUSB0")).isPresent();
    }

    @Test
    void doesNotWaitForEverForABinaryMeterThatNeverNamesItself() {
        MeterKeyResolver keys = unconfigured();
        for (int i = 0; i < 10; i++) {
            assertThat(decide(keys, binary(Optional.empty()), CABLE, "ttyUSB0")).isEmpty();
        }

        assertThat(decide(keys, binary(Optional.empty()), CABLE, "ttyUSB0")).isPresent();
    }

    /** A decoder finds by it which of a meter's numbers an earlier run took. */
    @Test
    void theRememberedKeyIsThatOfTheCableWhateverIsConfigured() {
        assertThat(unconfigured().remembered(CABLE)).isNull();
        decide(unconfigured(), reading("1876350", false), CABLE, "ttyUSB0");

        assertThat(unconfigured().remembered(CABLE)).isEqualTo(new MeterKey("1876350"));
        assertThat(unconfigured().remembered("usb-other")).isNull();
        assertThat(unconfigured().remembered(null)).isNull();
        assertThat(new MeterKeyResolver(new MeterKey("house"), state.resolve("not/yet/there")).remembered(CABLE))
                .isEqualTo(new MeterKey("1876350"));
    }

    private static Reading binary(Optional<String> equipmentId) {
        return Snapshots.of(Values.NONE).dialect(Dialect.KAIFA).identification("").number(equipmentId.orElse(null)).reading();
    }

    private static Reading reading(String equipmentId) {
        return reading(equipmentId, false);
    }

    private static Optional<MeterKey> key(String text) {
        return Optional.of(new MeterKey(text));
    }

    /** A meter without a number, or with a masked one, is named by its first line and its cable. */
    @ParameterizedTest
    @CsvSource({"E0047000, E0047000", "12-3.4 5, 12_3_4_5",
        "777777777888888888888888888888888888888888888888888888888888, 777777777888888888888888888888888888888888888888",
        "'', XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC", "0000000000000, XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC",
        "XXXXXXXXXXXX, XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC", "E00xxxxxxxxx, XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC",
        "'   ', XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC"})
    void isTheMetersNumberAsDBusAllowsIt(String number, String key) {
        assertThat(decide(unconfigured(), reading(number), CABLE, "ttyUSB0")).isEqualTo(key(key));
    }

    /** The file is compared first, because the number may have come to another cable in between. */
    @Test
    void aReplacedMeterTakesOverTheKeyOfItsCableWithItsSecondTelegram() {
        decide(unconfigured(), reading("OLD1"), CABLE, "ttyUSB0");
        MeterKeyResolver keys = unconfigured();
        assertThat(decide(keys, reading("NEW2"), CABLE, "ttyUSB0")).isEmpty();
        assertThat(decide(keys, reading("NEW2"), CABLE, "ttyUSB0")).isEqualTo(key("OLD1"));
        assertThat(keys.endReason()).isNull();
        assertThat(decide(unconfigured(), reading("NEW2"), CABLE, "ttyUSB0")).isEqualTo(key("OLD1"));
        assertThat(unconfigured().number(CABLE)).isEqualTo(new MeterKey("NEW2"));
        assertThat(decide(unconfigured(), reading("OLD1"), OTHER, "ttyUSB1")).isEqualTo(key("OLD1_2"));
    }

    private MeterKeyResolver driver(String port) {
        return new MeterKeyResolver(null, state, Runnable::run, new MeterLocks(state, port, Runnable::run));
    }

    private void exchange() {
        decide(unconfigured(state), reading("E1"), CABLE, "ttyUSB0");
        decide(unconfigured(state), reading("E2"), OTHER, "ttyUSB1");
    }

    private static MeterKeyResolver unconfigured(Path state) {
        return new MeterKeyResolver(null, state);
    }

    /** Each driver sees the number of the other, in any order; each ends once, and is started as the meter that it reads. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoDriversWithExchangedCablesEndOnce(boolean secondFirst) {
        exchange();
        MeterKeyResolver first = driver("ttyUSB0");
        MeterKeyResolver second = driver("ttyUSB1");
        for (boolean other : new boolean[] {secondFirst, !secondFirst}) {
            assertThat(other ? decide(second, reading("E1"), OTHER, "ttyUSB1") : decide(first, reading("E2"), CABLE, "ttyUSB0")).isEmpty();
        }
        assertThat(first.endReason()).isEqualTo("the meter E2 is on ttyUSB0 now, instead of the meter E1: the driver ends and is started again as"
                + " this meter; name, role, instance and history follow it");
        assertThat(second.endReason()).isNotNull();
        ended(first);
        ended(second);
        MeterKeyResolver firstAgain = driver("ttyUSB0");
        MeterKeyResolver secondAgain = driver("ttyUSB1");
        assertThat(decide(firstAgain, reading("E2"), CABLE, "ttyUSB0")).isEqualTo(key("E2"));
        assertThat(decide(secondAgain, reading("E1"), OTHER, "ttyUSB1")).isEqualTo(key("E1"));
        assertThat(List.of(firstAgain, secondAgain)).allMatch(keys -> keys.endReason() == null);
        assertThat(Stream.of(firstAgain, secondAgain).filter(keys -> keys.cableExchange() != null)).as("one event").hasSize(1);
        MeterKeyResolver informed = secondFirst ? secondAgain : firstAgain;
        informed.cableExchangeReported();
        ended(informed);
        MeterKeyResolver later = driver("later");
        decide(later, secondFirst ? reading("E1") : reading("E2"), secondFirst ? OTHER : CABLE, "later");
        assertThat(later.cableExchange()).isNull();
    }

    /** The marks of a process end with it. */
    private static void ended(MeterKeyResolver keys) {
        keys.nothingPublished();
        keys.nothingPublished();
    }

    /** A splitter, or a second cable to the same meter: never one meter twice. */
    @Test
    void aDriverWaitsWhileAnotherPublishesTheMeter() throws Exception {
        exchange();
        MeterKeyResolver second = driver("ttyUSB1");
        assertThat(decide(second, reading("E2"), OTHER, "ttyUSB1")).isEqualTo(key("E2"));
        MeterKeyResolver first = driver("ttyUSB0");
        for (int i = 0; i < 3; i++) {
            assertThat(decide(first, reading("E2"), CABLE, "ttyUSB0")).isEmpty();
        }
        assertThat(first.endReason()).isNull();
        assertThat(Files.readString(state.resolve("published.properties"))).contains("E2=ttyUSB1");
        assertThat(unconfigured(state).remembered(CABLE)).isEqualTo(new MeterKey("E1"));
        second.withdrawn();
        second.nothingPublished();
        assertThat(decide(first, reading("E2"), CABLE, "ttyUSB0")).as("its services still leave the bus").isEmpty();
        assertThat(first.endReason()).isNull();
        second.nothingPublished();
        decide(first, reading("E2"), CABLE, "ttyUSB0");
        assertThat(first.endReason()).isNotNull();
    }

    /** Cables were exchanged before both drivers started, and the first has ended for it. */
    private MeterKeyResolver secondAfterTheFirstHasEnded() {
        exchange();
        MeterKeyResolver second = driver("ttyUSB1");
        MeterKeyResolver first = driver("ttyUSB0");
        decide(first, reading("E2"), CABLE, "ttyUSB0");
        ended(first);
        return second;
    }

    /** The first driver was started again when the meters are put back; the second one has seen nothing of it. */
    @Test
    void aDriverThatRunsOnWithItsMeterGetsItsKeyBack() {
        MeterKeyResolver second = secondAfterTheFirstHasEnded();
        MeterKeyResolver firstAgain = driver("ttyUSB0");
        assertThat(decide(second, reading("E2"), OTHER, "ttyUSB1")).isEqualTo(key("E2"));
        assertThat(decide(firstAgain, reading("E1"), CABLE, "ttyUSB0")).isEmpty();
        assertThat(firstAgain.endReason()).isNotNull();
        assertThat(unconfigured(state).remembered(CABLE)).isEqualTo(new MeterKey("E1"));
        assertThat(unconfigured(state).remembered(OTHER)).isEqualTo(new MeterKey("E2"));
    }

    /** It was started, and so configured, as the meter that the file had for its cable then. */
    @Test
    void aDriverThatWasStartedAsAnotherMeterEnds() {
        MeterKeyResolver second = secondAfterTheFirstHasEnded();
        assertThat(decide(second, reading("E1"), OTHER, "ttyUSB1")).isEmpty();
        assertThat(second.endReason())
                .startsWith("the meter E1 is on ttyUSB1 now, instead of the meter E2: the driver ends");
    }

    @Test
    void aNewCableOfAKnownMeterIsStartedWithItsConfiguration() {
        exchange();
        MeterKeyResolver added = driver("ttyUSB2");
        assertThat(decide(added, reading("E2"), "ttyACM0", "ttyUSB2")).isEmpty();
        assertThat(added.endReason()).isNotNull();
        ended(added);
        MeterKeyResolver again = driver("ttyUSB2");
        assertThat(decide(again, reading("E2"), "ttyACM0", "ttyUSB2")).isEqualTo(key("E2"));
        assertThat(again.cableExchange()).isNull();
        assertThat(unconfigured(state).remembered(OTHER)).isNull();
    }

    @Test
    void aRepairedTelegramClaimsNothingAndIsNotPublishedAsAnotherMeter() {
        exchange();
        MeterKeyResolver first = driver("ttyUSB0");
        assertThat(decide(first, reading("E2", true), CABLE, "ttyUSB0")).isEmpty();
        assertThat(first.endReason()).isNull();
        assertThat(decide(first, reading("E1", true), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
    }

    @Test
    void aDongleReadsTheMeterOfACableUnderAKeyOfItsOwn() {
        exchange();
        MeterKeyResolver dongle = driver("192.168.1.5_2001");
        assertThat(decide(dongle, reading("E1"), "192.168.1.5:2001", "192.168.1.5_2001")).isEqualTo(key("E1_2"));
        assertThat(decide(driver("ttyUSB0"), reading("E1"), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
    }

    /** Short lists of binary meters have no number: where another cable has a meter, the first long list decides. */
    @Test
    void aBinaryMeterNamesItselfBeforeItIsPublishedOnOneOfTwoCables() {
        decide(unconfigured(state), binary(Optional.of("E1")), CABLE, "ttyUSB0");
        assertThat(decide(driver("ttyUSB0"), binary(Optional.empty()), CABLE, "ttyUSB0")).as("the only cable").isEqualTo(key("E1"));
        decide(unconfigured(state), binary(Optional.of("E2")), OTHER, "ttyUSB1");
        MeterKeyResolver second = driver("ttyUSB1");
        assertThat(decide(second, binary(Optional.empty()), OTHER, "ttyUSB1")).isEmpty();
        assertThat(decide(second, binary(Optional.of("E2")), OTHER, "ttyUSB1")).isEqualTo(key("E2"));
        assertThat(decide(second, binary(Optional.empty()), OTHER, "ttyUSB1")).isEqualTo(key("E2"));
        second.withdrawn();
        assertThat(decide(second, binary(Optional.empty()), OTHER, "ttyUSB1")).as("after a loss").isEmpty();
        for (int i = 0; i < 29; i++) {
            assertThat(decide(second, binary(Optional.empty()), OTHER, "ttyUSB1")).isEmpty();
        }
        assertThat(decide(second, binary(Optional.empty()), OTHER, "ttyUSB1")).as("it never names itself").isEqualTo(key("E2"));
    }

    @Test
    void nothingIsPublishedWhileTheFileCannotBeWritten() throws Exception {
        exchange();
        MeterKeyResolver first = driver("ttyUSB0");
        // In the place of the file that is renamed.
        Files.createDirectories(state.resolve(".meters.properties." + ProcessHandle.current().pid() + ".new/no-file"));
        decide(first, reading("E2"), CABLE, "ttyUSB0");
        assertThat(first.endReason()).isNull();
        assertThat(decide(first, reading("E2"), CABLE, "ttyUSB0")).isEmpty();
    }

    @Test
    void theKeyStaysWhileTheDriverRuns() {
        MeterKeyResolver keys = unconfigured();
        decide(keys, reading("OLD1"), null, "sim");
        assertThat(decide(keys, reading("NEW2"), null, "sim")).isEqualTo(key("OLD1"));
    }

    @Test
    void itsCableIsTheFirstThatCanBeDistinguishedFromOthers() {
        MeterKeyResolver keys = unconfigured();
        assertThat(keys.isFirstCable(null, "p1.log")).isTrue();
        assertThat(keys.isFirstCable("ttyUSB0", "ttyUSB0")).isTrue();
        assertThat(keys.isFirstCable(CABLE, "ttyUSB0")).isTrue();
        assertThat(keys.isFirstCable(CABLE, "ttyUSB0")).isTrue();
        assertThat(keys.isFirstCable("another cable", "ttyUSB0")).isFalse();
        assertThat(keys.isFirstCable("ttyUSB0", "ttyUSB0")).isTrue();
    }

    @Test
    void aConfiguredKeyIsOfAnyCable() {
        MeterKeyResolver keys = new MeterKeyResolver(new MeterKey("house"), state);
        assertThat(keys.isFirstCable(CABLE, "ttyUSB0")).isTrue();
        assertThat(keys.isFirstCable("another cable", "ttyUSB0")).isTrue();
    }

    @Test
    void theConfiguredKeyWinsAndIsNotRemembered() {
        MeterKeyResolver keys = new MeterKeyResolver(new MeterKey("house"), state);
        assertThat(decide(keys, reading("OLD1"), CABLE, "ttyUSB0")).isEqualTo(key("house"));
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void aRepairedTelegramNamesNoMeter() {
        MeterKeyResolver keys = unconfigured();
        assertThat(decide(keys, reading("E0047O00", true), CABLE, "ttyUSB0")).isEmpty();
        assertThat(decide(keys, reading("E0047000"), CABLE, "ttyUSB0")).isEqualTo(key("E0047000"));
    }
}
