package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AXdrReaderTest {
    @ParameterizedTest
    @CsvSource({"0FFF, -1", "11FF, 255", "10FFCD, -51", "12FFCD, 65485", "05FFFFFFFE, -2", "06FFFFFFFE, 4294967294",
        "14FFFFFFFFFFFFFFFD, -3", "161B, 27", "0301, 1", "0D12, 18"})
    void readsWholeNumbersOfEveryWidthAndSign(String hex, long number) throws AXdrReader.MalformedException {
        assertThat(((AXdr.Whole) value(hex)).bits()).isEqualTo(number);
    }

    @Test
    void readsFloatingPointNumbers() throws AXdrReader.MalformedException {
        assertThat(((AXdr.Real) value("17 43660000")).value()).isEqualTo(230);
        assertThat(((AXdr.Real) value("18 406CC00000000000")).value()).isEqualTo(230);
    }

    @ParameterizedTest
    @CsvSource({"17 41BC7AE1, 23.56", "18 40378F5C28F5C28F, 23.56", "17 3DCCCCCD, 0.1", "17 4B18967F, 9999999"})
    void aFloatingPointNumberHasTheDigitsOfItsPrecision(String hex, BigDecimal number) throws AXdrReader.MalformedException {
        assertThat(value(hex).number()).isEqualByComparingTo(number);
    }

    @ParameterizedTest
    @CsvSource({"09020102, 2", "0A024142, 2", "0C0143, 1", "0409FF80, 2", "1907E60205060D0019FF800000, 12", "1A07E6020506, 5",
        "1B0D001900, 4"})
    void readsStringsTimesAndBits(String hex, int length) throws AXdrReader.MalformedException {
        assertThat(octets(hex)).hasSize(length).endsWith((byte) Integer.parseInt(hex.substring(hex.length() - 2), 16));
    }

    @ParameterizedTest
    @CsvSource({"0900", "090120", "09022020", "090100", "09022000", "0A0120", "090101"})
    void aStringWithoutCharactersIsNoText(String hex) throws AXdrReader.MalformedException {
        assertThat(value(hex).text()).isNull();
    }

    @Test
    void readsLongCounts() throws AXdrReader.MalformedException {
        assertThat(octets("09 81 80" + "00".repeat(128))).hasSize(128);
        assertThat(octets("09 82 0100" + "00".repeat(256))).hasSize(256);
    }

    @Test
    void readsNestedGroupsInOrder() throws AXdrReader.MalformedException {
        assertThat(value("01 02 02 02 0F FF 16 23 00")).isEqualTo(new AXdr.Group(Type.ARRAY, List.of(
                new AXdr.Group(Type.STRUCTURE, List.of(new AXdr.Whole(Type.INTEGER, -1), new AXdr.Whole(Type.ENUM, 35))),
                new AXdr.Nothing())));
    }

    @ParameterizedTest
    @CsvSource({"020211010700, unknown tag 07 at byte 4", "060000, 4 bytes where 2 are left at byte 1",
        "09050102, 5 bytes where 2 are left at byte 2", "0182FFFF00, 65535 values in 1 bytes at byte 4",
        "098300000100, a count of 83 at byte 1", "0980, a count of 80 at byte 1"})
    void rejectsWhatIsNoValueAndReportsWhere(String hex, String why) {
        rejects(hex, why);
    }

    @Test
    void rejectsTooDeepANesting() throws AXdrReader.MalformedException {
        assertThat(value("0201".repeat(8) + "00")).isInstanceOf(AXdr.Group.class);
        rejects("0201".repeat(9) + "00", "values nested deeper than 8 at byte 16");
    }

    private static void rejects(String hex, String why) {
        assertThatThrownBy(() -> value(hex)).isInstanceOf(AXdrReader.MalformedException.class).hasMessage(why);
    }

    private static AXdr value(String hex) throws AXdrReader.MalformedException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new AXdrReader(bytes, 0, bytes.length).value();
    }

    private static byte[] octets(String hex) throws AXdrReader.MalformedException {
        return ((AXdr.Bytes) value(hex)).bytes();
    }
}
