package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.dbusp1.driver.CableMeters.CableMeter;
import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences of telegrams on cables: who has which key after each. */
class CableMetersTest {
    /**
     * Plays telegrams, {@code CABLE:NUMBER} with blanks between them, on a file, and compares the file with the one that is expected:
     * {@code CABLE=KEY/NUMBER}.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a first meter,                              '',                      a:E1,                  a=E1
            a second cable,                             a=E1,                    b:E2,                  a=E1 b=E2
            the meter was replaced,                     a=E1,                    a:E3,                  a=E1/E3
            replaced again,                             a=E1/E3,                 a:E4,                  a=E1/E4
            and back,                                   a=E1/E3,                 a:E1,                  a=E1
            cables exchanged,                           a=E1 b=E2,               a:E2,                  a=E2 b=E1
            the other driver sees it then,              a=E1 b=E2,               a:E2 b:E1,             a=E2 b=E1
            exchanged twice,                            a=E1 b=E2,               a:E2 b:E1 a:E1,        a=E1 b=E2
            a replaced meter moves with its key,        a=E1/E3 b=E2,            b:E3 a:E2,             a=E2 b=E1/E3
            three change places,                        a=E1 b=E2 c=E3,          a:E2 b:E3 c:E1,        a=E2 b=E3 c=E1
            a new adapter of a known meter,             a=E1 b=E2,               c:E1,                  b=E2 c=E1
            an old meter comes back as a sub-meter,     a=E1/E3,                 b:E1,                  a=E1/E3 b=E1_2/E1
            two old meters come back,                   a=E1/E3 b=E1_2/E4,       c:E1,                  a=E1/E3 b=E1_2/E4 c=E1_3/E1
            an old meter on a known cable,              a=E1/E3 b=E2,            b:E1,                  a=E1/E3 b=E2/E1
            a meter without a number gets one,          a=X_a/-,                 a:E1,                  a=X_a/E1
            it changes places with a numbered one,      a=X_a/- b=E2,            a:E2,                  a=E2 b=X_a/-
            a dongle never takes a cable's key,         a=E1,                    host:2001:E1,          a=E1 host:2001=E1_2/E1
            a cable never takes a dongle's key,         homewizard_5c=E1,        homewizard_5c:E1,      homewizard_5c=E1
            a dongle's meter is replaced,               a=E1 host:2001=E2,       host:2001:E1,          a=E1 host:2001=E2/E1
            a bridge has another address,               h1:2001=E1,              h2:2001:E1,            h2:2001=E1
            a dongle by its address and by its number,  homewizard_5c=E1/E3,     h1:E3,                 h1=E1/E3
            two bridges have each other's address,      h1:2001=E1 h2:2001=E2,   h1:2001:E2,            h1:2001=E2 h2:2001=E1
            a cable beside a dongle,                    host:2001=E2,            a:E2,                  a=E2_2/E2 host:2001=E2
            of clones by number or socket,              usb-1=E1,                usb-at-1:E1,           usb-at-1=E1
            """)
    void theNumberDecides(String situation, String before, String telegrams, String after) {
        CableMeters meters = CableMeters.of(lines(before));
        for (String telegram : telegrams.split(" ")) {
            int colon = telegram.lastIndexOf(':');
            String cable = telegram.substring(0, colon);
            MeterKey number = new MeterKey(telegram.substring(colon + 1));
            MeterKey key = meters.keyOf(cable, number);
            meters = meters.with(cable, number);
            assertThat(meters.on(cable)).as(situation).isEqualTo(new CableMeter(key, number));
            assertThat(meters.with(cable, number)).as("settled: %s", situation).isEqualTo(meters);
        }
        assertThat(new TreeMap<>(meters.lines())).isEqualTo(lines(after));
        assertThat(meters.meters().values().stream().map(CableMeter::key)).as("each key once").doesNotHaveDuplicates();
    }

    private static Map<String, String> lines(String text) {
        Map<String, String> lines = new TreeMap<>();
        for (String line : text.isEmpty() ? new String[0] : text.split(" ")) {
            lines.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"E1", "E1/E2", "E1/-"})
    void aLineIsReadAsItWasWritten(String text) {
        assertThat(CableMeter.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "E1/", "E1/E2/E3", "E 1"})
    void aDamagedLineIsNoMeter(String text) {
        assertThatThrownBy(() -> CableMeter.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(CableMeters.of(Map.of("a", text, "b", "E2")).meters()).containsOnlyKeys("b");
    }

    @Test
    void aLongNumberKeepsRoomForACount() {
        String number = "7".repeat(MeterKey.MAX_LENGTH);
        CableMeters meters = CableMeters.of(Map.of("a", number + "/E1"));
        assertThat(meters.keyOf("b", new MeterKey(number)).text()).isEqualTo("7".repeat(MeterKey.MAX_LENGTH - 2) + "_2");
    }

    @ParameterizedTest
    @CsvSource({"usb-0403:6001-A9ZK4K2D-if00, true", "usb-0403:6001-a b-if00, true", "ttyS4, true", "p1.local:2001, false",
        "homewizard 5c2faf000001, false", "tibber bridge, false"})
    void theKindOfASourceIsSeenInItsIdentity(String cable, boolean isSerial) {
        assertThat(CableMeters.isSerial(cable)).isEqualTo(isSerial);
    }
}
