package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.junit.jupiter.api.Test;

class AXdrReaderTest {
    @Test
    void readsWholeNumbersOfEveryWidthAndSign() throws AXdrReader.MalformedException {
        assertThat(whole("0F FF")).isEqualTo(-1);
        assertThat(whole("11 FF")).isEqualTo(255);
        assertThat(whole("10 FFCD")).isEqualTo(-51);
        assertThat(whole("12 FFCD")).isEqualTo(65_485);
        assertThat(whole("05 FFFFFFFE")).isEqualTo(-2);
        assertThat(whole("06 FFFFFFFE")).isEqualTo(4_294_967_294L);
        assertThat(whole("14 FFFFFFFFFFFFFFFD")).isEqualTo(-3);
        assertThat(whole("16 1B")).isEqualTo(27);
        assertThat(whole("03 01")).isEqualTo(1);
        assertThat(whole("0D 12")).isEqualTo(0x12);
    }

    @Test
    void keepsSixtyFourUnsignedBitsExact() throws AXdrReader.MalformedException {
        assertThat(((AXdr.Whole) value("15 FFFFFFFFFFFFFFFF")).value()).isEqualByComparingTo("18446744073709551615");
    }

    @Test
    void readsFloatingPointNumbers() throws AXdrReader.MalformedException {
        assertThat(((AXdr.Real) value("17 43660000")).value()).isEqualTo(230);
        assertThat(((AXdr.Real) value("18 406CC00000000000")).value()).isEqualTo(230);
    }

    @Test
    void readsStringsTimesAndBits() throws AXdrReader.MalformedException {
        assertThat(octets("09 02 0102")).containsExactly(1, 2);
        assertThat(octets("0A 02 4142")).containsExactly('A', 'B');
        assertThat(octets("0C 01 43")).containsExactly('C');
        assertThat(octets("04 09 FF80")).hasSize(2);
        assertThat(octets("19 07E60205060D0019FF800000")).hasSize(12);
        assertThat(octets("1A 07E6020506")).hasSize(5);
        assertThat(octets("1B 0D001900")).hasSize(4);
    }

    @Test
    void readsLongCounts() throws AXdrReader.MalformedException {
        assertThat(octets("09 81 80" + "00".repeat(128))).hasSize(128);
        assertThat(octets("09 82 0100" + "00".repeat(256))).hasSize(256);
    }

    @Test
    void readsNestedGroupsInOrder() throws AXdrReader.MalformedException {
        assertThat(value("01 02 02 02 0F FF 16 23 00")).isEqualTo(new AXdr.Group(Type.ARRAY, List.of(
                new AXdr.Group(Type.STRUCTURE,
                        List.of(new AXdr.Whole(Type.INTEGER, -1), new AXdr.Whole(Type.ENUM, 35))),
                new AXdr.Nothing())));
    }

    @Test
    void rejectsAnUnknownTagAndReportsWhere() {
        rejects("02 02 11 01 07 00", "unknown tag 07 at byte 4");
    }

    @Test
    void rejectsBytesThatAreMissing() {
        rejects("06 0000", "4 bytes where 2 are left at byte 1");
        rejects("09 05 0102", "5 bytes where 2 are left at byte 2");
    }

    @Test
    void rejectsMoreValuesThanThereAreBytes() {
        rejects("01 82 FFFF 00", "65535 values in 1 bytes at byte 4");
    }

    @Test
    void rejectsACountOfThreeBytesOrNone() {
        rejects("09 83 000001 00", "a count of 83 at byte 1");
        rejects("09 80", "a count of 80 at byte 1");
    }

    @Test
    void rejectsTooDeepANesting() throws AXdrReader.MalformedException {
        assertThat(value("0201".repeat(8) + "00")).isInstanceOf(AXdr.Group.class);
        rejects("0201".repeat(9) + "00", "values nested deeper than 8 at byte 16");
    }

    @Tag("search")
    @Property(tries = 2000)
    void anyBytesAreReadOrRejected(@ForAll byte[] bytes) {
        ThrowingCallable reading = () -> new AXdrReader(bytes, 0, bytes.length).value();
        try {
            reading.call();
        } catch (Throwable rejected) {
            assertThat(rejected).isInstanceOf(AXdrReader.MalformedException.class);
        }
    }

    private static void rejects(String hex, String why) {
        assertThatThrownBy(() -> value(hex)).isInstanceOf(AXdrReader.MalformedException.class).hasMessage(why);
    }

    private static AXdr value(String hex) throws AXdrReader.MalformedException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new AXdrReader(bytes, 0, bytes.length).value();
    }

    private static long whole(String hex) throws AXdrReader.MalformedException {
        return ((AXdr.Whole) value(hex)).bits();
    }

    private static byte[] octets(String hex) throws AXdrReader.MalformedException {
        return ((AXdr.Bytes) value(hex)).bytes();
    }
}
