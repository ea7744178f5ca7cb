package org.dbusp1.line.decode.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.decode.han.ListBytes.code;
import static org.dbusp1.line.decode.han.ListBytes.number;
import static org.dbusp1.line.decode.han.ListBytes.numbers;
import static org.dbusp1.line.decode.han.ListBytes.text;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.dbusp1.fuzz.CheckedLine;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.api.Test;

/** Meters that send alternating lists of several kinds, through the guard to the outputs. */
class AlternatingListsTest {
    private static final String TOTALS = "1-0:1.7.0 1-0:2.7.0 1-1:1.8.0 1-1:2.8.0";
    private static final String TARIFFS = "1-1:1.8.1 1-1:1.8.2 1-1:2.8.1 1-1:2.8.2";

    /**
     * A push list of Landis+Gyr E450: its codes with their values, and the number of the meter. List 8 comes every 5 s,
     * list 9 every minute.
     */
    private static String e450(int list, String meter, String codes, long... values) {
        String[] parts = codes.split(" ");
        String count = "%02X".formatted(2 + parts.length);
        StringBuilder descriptors = new StringBuilder(descriptor(40, code("0-" + list + ":25.9.0")));
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            descriptors.append(descriptor(3, code(parts[i])));
            numbers.append(number(values[i]));
        }
        descriptors.append(descriptor(1, code("0-0:42.0.0")));
        return "02" + count + "01" + count + descriptors + numbers + text(meter);
    }

    private static String descriptor(int kind, String code) {
        return "0204" + "12%04X".formatted(kind) + code + "0F02" + "120000";
    }

    private static byte[] frames(String... lists) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (String list : lists) {
            line.writeBytes(LinkFrames.hdlc("0F4000000000" + list));
        }
        return line.toByteArray();
    }

    private static CheckedLine line(String... lists) {
        byte[] bytes = frames(lists);
        return new CheckedLine(Decryptor.none()).accept(bytes, () -> bytes.length).end();
    }

    private static List<Reading> readings(String... lists) {
        return line(lists).readings();
    }

    private static List<Snapshot> snapshots(String... lists) {
        return line(lists).snapshots();
    }

    /** Each register cuts off what is less than 1 Wh: the tariffs are 1 Wh below the total. */
    @Test
    void aListOfTariffsDoesNotReplaceTheTotalOfAnother() {
        String totals = e450(8, "LGZ1", TOTALS, 500, 0, 2_302_502, 1_000_001);
        String tariffs = e450(9, "LGZ1", TARIFFS, 1_302_501, 1_000_000, 500_000, 500_000);
        List<Snapshot> snapshots = snapshots(totals, tariffs, totals, tariffs, tariffs);

        assertThat(snapshots).hasSize(5).allSatisfy(snapshot -> {
            assertThat(snapshot.published().withheld().quantities()).isEmpty();
            assertThat(snapshot.published().values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("2302.502");
            assertThat(snapshot.published().values().decimal(Quantity.ENERGY_EXPORT)).isEqualByComparingTo("1000.001");
        });
        assertThat(readings(totals, tariffs).get(1).values().present()).containsExactly(Quantity.ENERGY_IMPORT_T1,
                Quantity.ENERGY_IMPORT_T2, Quantity.ENERGY_EXPORT_T1, Quantity.ENERGY_EXPORT_T2);
    }

    /** Until a total has come, and of a meter that has none, the tariffs make it. */
    @Test
    void withoutATotalTheTariffsMakeIt() {
        String powers = e450(8, "LGZ1", "1-0:1.7.0 1-0:2.7.0", 500, 0);
        String tariffs = e450(9, "LGZ1", TARIFFS, 1_302_501, 1_000_000, 500_000, 500_000);
        assertThat(snapshots(powers, tariffs, powers).get(2).published().values().decimal(Quantity.ENERGY_IMPORT))
                .isEqualByComparingTo("2302.501");
    }

    @Test
    void theTotalOfAnotherMeterIsNotThisOnes() {
        String totals = e450(8, "LGZ1", TOTALS, 500, 0, 2_302_502, 1_000_001);
        String tariffs = e450(9, "LGZ2", TARIFFS, 1_302_501, 1_000_000, 500_000, 500_000);
        assertThat(readings(totals, tariffs).get(1).values().decimal(Quantity.ENERGY_IMPORT))
                .isEqualByComparingTo("2302.501");
    }

    /** The short list of the Slovenian operators gives one number of the meter, the long ones two. */
    private static String iskraShort(String number) {
        return "0204" + text(number) + "1100" + numbers(2_302_502, 1_000_001);
    }

    private static String iskraLong(String device, String number) {
        return "0212" + text(device) + text(number) + numbers(500, 0, 20, 30) + "1208FC".repeat(3) + "12000A".repeat(3)
                + numbers(200, 200, 100, 0, 0, 0);
    }

    @Test
    void aNumberThatOnlySomeListsGiveIsNoSecondMeter() {
        String few = iskraShort("1876350");
        String all = iskraLong("ISK1030775213859", "1876350");
        assertNumber("1876350", few, all, all, few, all, all);
        assertNumber("ISK1030775213859", all, few, all, few, few);

        String name = e450(8, "LGZ1030655933512", TOTALS, 500, 0, 2_302_502, 1_000_001);
        String printed = e450(9, "LGZ1030655933512", TARIFFS, 1_302_501, 1_000_000, 500_000, 500_000)
                .replace(code("0-0:42.0.0"), code("0-0:96.1.0")).replace(text("LGZ1030655933512"), text("36502351"));
        assertNumber("LGZ1030655933512", name, printed, name, name, printed);
        assertNumber("36502351", printed, name, name, printed, printed);
    }

    /** A one-phase meter: device name, another text, powers, voltage, current and powers of the phase. */
    private static String iskraOnePhase(String device, String text) {
        return "020A" + text(device) + text(text) + numbers(500, 0, 20, 30) + "1208FC" + "12000A" + numbers(500, 0);
    }

    /** As AM550 in Slovenia: the same text in lists of two meters, two in the lists of one, or the number with its maker. */
    @Test
    void theSecondTextOfSlovenianListsIsNoNumber() {
        String powers = iskraOnePhase("ISK1020770000011", "ISK70000011");
        String counters = iskraShort("70000011");
        assertThat(snapshots(powers, counters, powers)).hasSize(3).satisfies(snapshots -> {
            assertThat(snapshots).extracting(snapshot -> snapshot.reading().meter().equipmentId()).containsOnly("ISK1020770000011");
            assertThat(snapshots.get(2).published().values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("2302.502");
        });
        assertNumber("ISK1030775213859", iskraLong("ISK1030775213859", "16820005"), iskraOnePhase("ISK1030775213859", "16820006"),
                iskraLong("ISK1030775213859", "16820005"));
    }

    private static void assertNumber(String number, String... lists) {
        assertThat(snapshots(lists)).hasSize(lists.length)
                .allSatisfy(snapshot -> assertThat(snapshot.reading().meter().equipmentId()).isEqualTo(number));
    }

    @Test
    void anotherNumberOfTheSameKindIsAnotherMeter() {
        String one = iskraLong("ISK1030775213859", "1876350");
        String other = iskraLong("ISK1030775213860", "1876351");
        assertThat(readings(iskraShort("1876350"), one, other, iskraShort("1876351"), one))
                .extracting(reading -> reading.meter().equipmentId())
                .containsExactly("1876350", "1876350", "ISK1030775213860", "ISK1030775213860", "ISK1030775213859");
        assertThat(snapshots(one, other, one, other, one, other)).as("two meters on the line").hasSize(2);
    }

    @Test
    void aListWithoutExportOfAMeterThatExportsHasNoNetPowerAtAnImportOfZero() {
        String both = e450(8, "LGZ1", "1-0:1.7.0 1-0:2.7.0", 0, 800);
        String importing = e450(9, "LGZ1", "1-0:1.7.0 1-0:14.7.0", 300, 50);
        String silent = e450(9, "LGZ1", "1-0:1.7.0 1-0:14.7.0", 0, 50);
        List<Reading> readings = readings(both, importing, silent);
        assertThat(readings.get(1).values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("300");
        assertThat(readings.get(2).values().has(Quantity.POWER_NET)).isFalse();
    }
}
