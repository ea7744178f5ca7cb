package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.output.ChildJvm;
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
        return TestDriver.keys(null, state.resolve("not/yet/there"));
    }

    private static Reading reading(String equipmentId, boolean repaired) {
        Snapshots plain = new Snapshots().identification("XYZ5\\METER").number(equipmentId.isEmpty() ? null : equipmentId);
        return (repaired ? plain.repaired() : plain).reading();
    }

    /** Returns the key with which a reading is published, and which is kept then. */
    private static Optional<MeterKey> decide(MeterKeyResolver keys, Reading reading, String cable, String name) {
        MeterKey key = keys.keyFor(reading, cable, name);
        keys.believed(reading, key, cable, name);
        return Optional.ofNullable(key);
    }

    @Test
    void whatTheGuardDoesNotBelieveIsNotKept() {
        MeterKeyResolver keys = unconfigured();
        assertThat(keys.keyFor(reading("DAMAGED"), CABLE, "ttyUSB0")).isNotNull();
        assertThat(decide(keys, reading("RIGHT"), CABLE, "ttyUSB0")).isEqualTo(key("RIGHT"));
        assertThat(unconfigured().remembered(CABLE)).isEqualTo(new MeterKey("RIGHT"));
    }

    /** Nor does its line get lost: the cable keeps its key when the meter is replaced. */
    @Test
    void aNewCableDoesNotWaitForADiskThatDoesNotAnswer() {
        Set<Runnable> queue = new LinkedHashSet<>();
        MeterKeyResolver keys = new MeterKeyResolver(null, state, queue::add, null);
        assertThat(decide(keys, reading("E1"), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
        for (int i = 0; i < 9; i++) {
            assertThat(decide(keys, reading("E3"), CABLE, "ttyUSB0")).isEmpty();
        }
        assertThat(decide(keys, reading(""), CABLE, "ttyUSB0")).as("a list without its number").isEqualTo(key("E1"));
        assertThat(decide(keys, reading("E1", true), CABLE, "ttyUSB0")).as("repaired").isEqualTo(key("E1"));
        assertThat(decide(keys, reading("E1"), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
        assertThat(queue).hasSize(1);
        queue.forEach(Runnable::run);
        assertThat(keys.endReason()).isNull();
        assertThat(unconfigured(state).remembered(CABLE)).isEqualTo(new MeterKey("E1"));
        assertThat(unconfigured(state).number(CABLE)).isEqualTo(new MeterKey("E1"));
        MeterKeyResolver next = unconfigured(state);
        assertThat(decide(next, reading("E3"), CABLE, "ttyUSB0")).isEmpty();
        assertThat(decide(next, reading("E3"), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
    }

    /** Its telegrams are published as those of a new meter only until the disk answers. */
    @ParameterizedTest
    @ValueSource(strings = {"E1", "E9/E1"})
    void aNumberThatAnotherCableGotSinceTheStartEndsTheDriver(String line) throws Exception {
        MeterKeyResolver added = driver();
        Files.writeString(state.resolve("meters.properties"), CABLE + "=" + line + "\n");
        assertThat(decide(added, reading("E1"), OTHER, "ttyUSB1")).isEqualTo(key("E1"));
        assertThat(added.endReason()).isNotNull();
        ended(added);
        assertThat(decide(driver(), reading("E1"), OTHER, "ttyUSB1")).isEqualTo(key(line.replaceFirst("/.*", "")));
    }

    /** Another process, because a test's log is off. */
    public static void main(String[] arguments) {
        MeterKeyResolverTest test = new MeterKeyResolverTest();
        test.state = Path.of(arguments[0]);
        decide(test.driver(), reading("E2"), OTHER, "ttyUSB1");
        decide(test.driver(), reading("E3"), "usb-third", "ttyUSB2");
        MeterKeyResolver first = test.driver();
        for (String number : List.of("E2", "E2", "E3", "E3")) {
            decide(first, reading(number), CABLE, "ttyUSB0");
        }
    }

    @Test
    void eachMeterThatItWaitsForIsNamedOnce() throws Exception {
        Files.writeString(state.resolve("meters.properties"), CABLE + "=E1\n" + OTHER + "=E2\nusb-third=E3\n");
        Path messages = state.resolve("messages");
        try (ChildJvm child = new ChildJvm(MeterKeyResolverTest.class, messages, state.toString())) {
            assertThat(child.next()).isEqualTo(-1);
        }
        assertThat(messages).content().containsOnlyOnce("the meter E2 on ttyUSB0 is published by the driver of " + OTHER + ": ")
                .containsOnlyOnce("the meter E3 on ttyUSB0 is published by the driver of usb-third: ");
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
        assertThat(TestDriver.keys(new MeterKey("house"), state.resolve("not/yet/there")).remembered(CABLE))
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
        MeterKeyResolver keys = unconfigured();
        decide(keys, reading(number), CABLE, "ttyUSB0");
        assertThat(decide(keys, reading(number), CABLE, "ttyUSB0")).isEqualTo(key(key));
    }

    /** Its number is placed first, because it may have come to another cable in between. */
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

    private MeterKeyResolver driver() {
        return new MeterKeyResolver(null, state, Runnable::run, new MeterLocks(state.resolve("run"), Runnable::run));
    }

    private void exchange() {
        decide(unconfigured(state), reading("E1"), CABLE, "ttyUSB0");
        decide(unconfigured(state), reading("E2"), OTHER, "ttyUSB1");
    }

    private static MeterKeyResolver unconfigured(Path state) {
        return TestDriver.keys(null, state);
    }

    /** Each driver sees the number of the other, in any order; each ends once, and is started as the meter that it reads. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoDriversWithExchangedCablesEndOnce(boolean secondFirst) {
        exchange();
        MeterKeyResolver first = driver();
        MeterKeyResolver second = driver();
        for (boolean other : new boolean[] {secondFirst, !secondFirst}) {
            assertThat(other ? decide(second, reading("E1"), OTHER, "ttyUSB1") : decide(first, reading("E2"), CABLE, "ttyUSB0")).isEmpty();
        }
        assertThat(first.endReason()).isEqualTo("the meter E2 is on ttyUSB0 now: the driver ends and is started again as this meter; name,"
                + " role, instance and history follow it");
        assertThat(second.endReason()).startsWith("the meter E1 is on ttyUSB1 now: ");
        ended(first);
        ended(second);
        MeterKeyResolver firstAgain = driver();
        MeterKeyResolver secondAgain = driver();
        assertThat(decide(firstAgain, reading("E2"), CABLE, "ttyUSB0")).isEqualTo(key("E2"));
        assertThat(decide(secondAgain, reading("E1"), OTHER, "ttyUSB1")).isEqualTo(key("E1"));
        assertThat(List.of(firstAgain, secondAgain)).allMatch(keys -> keys.endReason() == null);
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
        MeterKeyResolver second = driver();
        assertThat(decide(second, reading("E2"), OTHER, "ttyUSB1")).isEqualTo(key("E2"));
        MeterKeyResolver first = driver();
        for (int i = 0; i < 3; i++) {
            assertThat(decide(first, reading("E2"), CABLE, "ttyUSB0")).isEmpty();
        }
        assertThat(first.endReason()).isNull();
        assertThat(unconfigured(state).remembered(CABLE)).isEqualTo(new MeterKey("E1"));
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
        MeterKeyResolver second = driver();
        MeterKeyResolver first = driver();
        decide(first, reading("E2"), CABLE, "ttyUSB0");
        ended(first);
        return second;
    }

    /** The first driver was started again when the meters are put back; the second one has seen nothing of it. */
    @Test
    void aDriverThatRunsOnWithItsMeterGetsItsKeyBack() {
        MeterKeyResolver second = secondAfterTheFirstHasEnded();
        MeterKeyResolver firstAgain = driver();
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
        assertThat(second.endReason()).startsWith("the meter E1 is on ttyUSB1 now: the driver ends");
    }

    /** Both drivers were started before either cable had a meter, so neither knows of the other's. */
    @Test
    void aMeterThatComesToACableThatHadNoneLeavesItsFirstCable() {
        MeterKeyResolver first = driver();
        MeterKeyResolver second = driver();
        MeterKeyResolver dongle = driver();
        assertThat(decide(first, reading("E1"), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
        ended(first);
        assertThat(decide(second, reading("E1"), OTHER, "ttyUSB1")).isEqualTo(key("E1"));
        assertThat(second.endReason()).as("it is started again as this meter").isNotNull();
        ended(second);
        MeterKeyResolver secondAgain = driver();
        assertThat(decide(secondAgain, reading("E1"), OTHER, "ttyUSB1")).isEqualTo(key("E1"));
        assertThat(decide(dongle, reading("E1"), "192.168.1.5:2001", "192.168.1.5_2001")).as("published by another driver").isEmpty();
        assertThat(decide(dongle, reading("E1"), "192.168.1.5:2001", "192.168.1.5_2001")).as("of its own").isEqualTo(key("E1_2"));
        assertThat(decide(first, reading("E2"), CABLE, "ttyUSB0")).as("another meter on the first cable").isEmpty();
        assertThat(first.endReason()).isNotNull();
        ended(first);
        assertThat(decide(driver(), reading("E2"), CABLE, "ttyUSB0")).isEqualTo(key("E2"));
        assertThat(decide(secondAgain, reading("E1"), OTHER, "ttyUSB1")).isEqualTo(key("E1"));
    }

    /** A second cable to a meter that replaced another one since this driver started, so that its key is known only from the file. */
    @Test
    void aNewCableWaitsForADriverThatPublishesItsMeterUnderAnotherKey() throws Exception {
        MeterKeyResolver added = driver();
        Files.writeString(state.resolve("meters.properties"), CABLE + "=E9/E1\n");
        MeterKeyResolver first = driver();
        assertThat(decide(first, reading("E1"), CABLE, "ttyUSB0")).isEqualTo(key("E9"));
        assertThat(decide(added, reading("E1"), OTHER, "ttyUSB1")).as("until the disk answers").isEqualTo(key("E1"));
        for (int i = 0; i < 3; i++) {
            assertThat(decide(added, reading("E1"), OTHER, "ttyUSB1")).isEmpty();
        }
        assertThat(added.endReason()).isNull();
        ended(first);
        assertThat(decide(added, reading("E1"), OTHER, "ttyUSB1")).isEmpty();
        assertThat(added.endReason()).as("it is started again as E9").isNotNull();
        ended(added);
        assertThat(decide(driver(), reading("E1"), OTHER, "ttyUSB1")).isEqualTo(key("E9"));
    }

    /** Its settings are those of the meter that the file had for its cable at the start. */
    @Test
    void aDriverThatWaitedWhileItsCableGotAnotherKeyEnds() {
        exchange();
        MeterKeyResolver first = driver();
        assertThat(decide(first, reading("E1"), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
        MeterKeyResolver second = driver();
        assertThat(decide(second, reading("E1"), OTHER, "ttyUSB1")).as("published by the first").isEmpty();
        assertThat(decide(first, reading("E2"), CABLE, "ttyUSB0")).isEmpty();
        assertThat(first.endReason()).as("the cables were exchanged").isNotNull();
        assertThat(decide(second, reading("E1"), OTHER, "ttyUSB1")).as("the first still runs").isEmpty();
        assertThat(second.endReason()).isNull();
        ended(first);
        assertThat(decide(second, reading("E1"), OTHER, "ttyUSB1")).isEmpty();
        assertThat(second.endReason()).isNotNull();
    }

    @Test
    void aNewCableOfAKnownMeterIsStartedWithItsConfiguration() {
        exchange();
        MeterKeyResolver added = driver();
        assertThat(decide(added, reading("E2"), "ttyACM0", "ttyUSB2")).isEmpty();
        assertThat(added.endReason()).isNotNull();
        ended(added);
        MeterKeyResolver again = driver();
        assertThat(decide(again, reading("E2"), "ttyACM0", "ttyUSB2")).isEqualTo(key("E2"));
        assertThat(unconfigured(state).remembered(OTHER)).isNull();
    }

    /**
     * A is the cable of this class, B the other one, and a number is that of the meter on it: the meter is published with this key before
     * the first telegram and with it, in any order of the cables.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            two meters            | A=E0047000;B=E0031000                                     | A:E0047000=E0047000 B:E0031000=E0031000
            of a nameless one     | A=E0031000;B=XYZ5_METER_c/-                               | A:E0031000=E0031000 B:=XYZ5_METER_c
            replaced              | A=E0047000/E0055000                                       | A:E0055000=E0047000
            replaced, exchanged   | A=E0031000;B=E0047000/E0055000                            | A:E0031000=E0031000 B:E0055000=E0047000
            the old one is back   | A=E0047000/E0055000;B=E0047000_2/E0047000                 | A:E0055000=E0047000 B:E0047000=E0047000_2
            without a number      | A=XYZ5_METER_usb_A/-;B=E0031000                           | A:=XYZ5_METER_usb_A B:E0031000=E0031000
            it got a number       | A=XYZ5_METER_usb_A/E0047000                               | A:E0047000=XYZ5_METER_usb_A
            beside dongles        | A=E0047000;homewizard\\ 5c2=E0047000_2/E0047000;h\\:2001=E0047000_3/E0047000 | A:E0047000=E0047000
            of the dongles        | A=E0047000;homewizard\\ 5c2=E0047000_2/E0047000;h\\:2001=E2/E3 | homewizard 5c2:E0047000=E0047000_2 h:2001:E3=E2
            beside damaged lines  | A=E0047000/E0055000;B=;\\u0001=;x=E 1;y=E1/;z=E1/E2/E3 |    A:E0055000=E0047000
            """)
    void noKeyOfAnInstallationChanges(String situation, String file, String meters) throws Exception {
        String text = "# which meter is on which cable: its key, and its number if that is another\n";
        for (String line : file.split(";")) {
            text += line.replaceFirst("^A=", CABLE + "=").replaceFirst("^B=", OTHER + "=") + "\n";
        }
        Files.writeString(state.resolve("meters.properties"), text);
        List<String> known = new ArrayList<>(List.of(meters.split(" (?=[AB]|h:)")));
        for (int order = 0; order < 2; order++, Collections.reverse(known)) {
            for (String meter : known) {
                Matcher words = Pattern.compile("(.*):(.*)=(.*)").matcher(meter);
                assertThat(words.matches()).as(meter).isTrue();
                String cable = words.group(1).equals("A") ? CABLE : words.group(1).equals("B") ? OTHER : words.group(1);
                MeterKeyResolver keys = driver();
                assertThat(keys.knownKey(cable)).as("%s, before the first telegram: %s", situation, meter)
                        .isEqualTo(new MeterKey(words.group(3)));
                assertThat(decide(keys, reading(words.group(2)), cable, cable)).as("%s: %s", situation, meter).isEqualTo(key(words.group(3)));
                ended(keys);
            }
        }
    }

    /** The cable of a damaged line gets a key anew, as a new cable does. */
    @ParameterizedTest
    @ValueSource(strings = {"", "E 1", "E1/", "/E1", "E1/E2/E3"})
    void aDamagedLineIsNoKeyAndTheOtherLinesStay(String damaged) throws Exception {
        Files.writeString(state.resolve("meters.properties"), CABLE + "=" + damaged + "\n" + OTHER + "=E2/E5\n");
        MeterKeyResolver keys = driver();
        assertThat(keys.knownKey(CABLE)).isNull();
        assertThat(decide(keys, reading("E3"), CABLE, "ttyUSB0")).isEqualTo(key("E3"));
        assertThat(decide(keys, reading("E4"), CABLE, "ttyUSB0")).as("to be placed").isEmpty();
        assertThat(decide(keys, reading("E4"), CABLE, "ttyUSB0")).as("replaced").isEqualTo(key("E3"));
        assertThat(decide(driver(), reading("E5"), OTHER, "ttyUSB1")).isEqualTo(key("E2"));
    }

    /** Of any source: that of a bridge on the network has the file of the other bridges. */
    @Test
    void anotherNumberOfABridgeIsPlacedAndKeepsItsKey() {
        decide(unconfigured(state), reading("E1"), "h1:2001", "h1_2001");
        MeterKeyResolver bridge = driver();
        assertThat(decide(bridge, reading("E3"), "h1:2001", "h1_2001")).isEmpty();
        assertThat(decide(bridge, reading("E3"), "h1:2001", "h1_2001")).isEqualTo(key("E1"));
        decide(unconfigured(state), reading("E2"), "h2:2001", "h2_2001");
        assertThat(decide(bridge, reading("E2"), "h1:2001", "h1_2001")).isEmpty();
        assertThat(bridge.endReason()).startsWith("the meter E2 is on h1_2001 now: ");
    }

    @Test
    void aRepairedTelegramClaimsNothingAndIsNotPublishedAsAnotherMeter() {
        exchange();
        MeterKeyResolver first = driver();
        assertThat(decide(first, reading("E2", true), CABLE, "ttyUSB0")).isEmpty();
        assertThat(first.endReason()).isNull();
        assertThat(decide(first, reading("E1", true), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
    }

    /** Short lists have no number: after an exchange they count as those of the cable's meter until the first long one. */
    @Test
    void aListWithoutANumberIsOfTheCablesMeter() {
        decide(unconfigured(state), binary(Optional.of("E1")), CABLE, "ttyUSB0");
        decide(unconfigured(state), binary(Optional.of("E2")), OTHER, "ttyUSB1");
        MeterKeyResolver first = driver();
        assertThat(decide(first, binary(Optional.empty()), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
        assertThat(decide(first, binary(Optional.of("E2")), CABLE, "ttyUSB0")).isEmpty();
        assertThat(first.endReason()).isNotNull();
        assertThat(decide(first, binary(Optional.empty()), CABLE, "ttyUSB0")).isEmpty();
    }

    @Test
    void nothingIsPublishedWhileTheFileCannotBeWritten() throws Exception {
        exchange();
        MeterKeyResolver first = driver();
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
        MeterKeyResolver keys = TestDriver.keys(new MeterKey("house"), state);
        assertThat(keys.isFirstCable(CABLE, "ttyUSB0")).isTrue();
        assertThat(keys.isFirstCable("another cable", "ttyUSB0")).isTrue();
    }

    @Test
    void theConfiguredKeyWinsAndIsNotRemembered() {
        MeterKeyResolver keys = TestDriver.keys(new MeterKey("house"), state);
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
