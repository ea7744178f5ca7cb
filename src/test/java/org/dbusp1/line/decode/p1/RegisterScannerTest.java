package org.dbusp1.line.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterScannerTest {
    /** Telegrams with the registers in them. */
    static Stream<Arguments> telegrams() {
        return Stream.of(
            row("codes and brackets", "/X\r\n\r\n1-0:1.7.0(1*W)\r\n0-1:24.2.1(2)(3)\r\n!", "1-0:1.7.0 (1*W)", "0-1:24.2.1 (2)(3)"),
            row("any line ends, and many", "/X\n1-0:1.7.0(1)\r1-0:2.7.0(2)\n\n\r\n \t1-0:3.7.0(3)\n!",
                    "1-0:1.7.0 (1)", "1-0:2.7.0 (2)", "1-0:3.7.0 (3)"),
            row("short codes of mode C", "/X\r\n\002F.F(00)\r\n0.0(   1)\r\nC.1.0(2)\r\n1.8.0(3*kWh)\r\n1.8.0*01(4*kWh)\r\n1.6.1&02(5)"
                    + "\r\n32.7(241*V)\r\n!", "F.F (00)", "0.0 (   1)", "C.1.0 (2)", "1.8.0 (3*kWh)", "1.8.0*01 (4*kWh)",
                    "1.6.1&02 (5)", "32.7 (241*V)"),
            row("the first line is no register", "1-0:1.7.0(1)\r\n1-0:2.7.0(2)\r\n!", "1-0:2.7.0 (2)"),
            row("a bracket at a line start continues the register", "/X\r\n0-1:24.3.0(1)(m3)\r\n(00016.713)\r\n1-0:1.7.0(5)\r\n!",
                    "0-1:24.3.0 (1)(m3)\r\n(00016.713)", "1-0:1.7.0 (5)"),
            row("an open bracket goes on to its end", "/X\r\n0-0:96.13.0(12\r\n34)\r\n1-0:1.7.0(5)\r\n!",
                    "0-0:96.13.0 (12\r\n34)", "1-0:1.7.0 (5)"),
            row("what looks like a register in a message is none", "/X\r\n0-0:96.13.0(12\r\n1-0:1.7.0(5)\r\n1-0:2.7.0(6)\r\n!",
                    "0-0:96.13.0 (12\r\n1-0:1.7.0(5)", "1-0:2.7.0 (6)"),
            row("a value holds no bracket, IEC 62056-21, 6.3: the register before it lost its own",
                    "/X\r\n0-0:96.1.1(12\r\n1-0:1.7.0(5)\r\n1-0:2.7.0(6)\r\n!", "1-0:1.7.0 (5)", "1-0:2.7.0 (6)"),
            row("several data sets in a line", "/X\r\n1-0:1.7.0(1*W)1-0:2.7.0(2*W) 0-1:24.2.1(3)(4)\r\n!", "1-0:1.7.0 (1*W)",
                    "1-0:2.7.0 (2*W)", "0-1:24.2.1 (3)(4)"),
            row("short ones too", "/X\r\n1.7.0(00.000*kW)2.7.0(01.500*kW)C.1.0(7)\r\n!", "1.7.0 (00.000*kW)", "2.7.0 (01.500*kW)",
                    "C.1.0 (7)"),
            row("without group B or E", "/X\r\n1-0:16.7(1*W)\r\n1:1.8.0(2)\r\n1-0:16.7*255(3)\r\n1:2.8.0*255(4)\r\n!", "1-0:16.7 (1*W)",
                    "1:1.8.0 (2)", "1-0:16.7*255 (3)", "1:2.8.0*255 (4)"),
            row("blanks behind the brackets", "/X\r\n1-0:1.7.0(1) \0\r\n1-0:2.7.0( 2\r\n!", "1-0:1.7.0 (1)", "1-0:2.7.0 ( 2"),
            row("a block holds values of the past", "/X\r\n1-0:1.7.0(1)\r\n0-0:98.1.0\r\n(\r\n0-0:1.0.0(2)\r\n1-0:1.8.0(3)\r\n)\r\n"
                    + "1-0:2.7.0(4)\r\n!", "1-0:1.7.0 (1)", "1-0:2.7.0 (4)"),
            row("with its bracket in the line of its code", "/X\r\n0-0:98.1.0(\n1-0:1.8.0(3)\n1-0:2.8.0(4)\n)\n1-0:2.7.0(4)\n!",
                    "1-0:2.7.0 (4)"),
            row("with blanks and empty lines", "/X\r\n0-0:98.1.0 \r\n\r\n ( \r\n\r\n1-0:1.8.0(3)\r\n ) \r\n1-0:2.7.0(4)\r\n!",
                    "1-0:2.7.0 (4)"),
            row("which ends behind its last value", "/X\r\n0-0:98.1.0\r\n(\r\n1-0:1.8.0(3)\r\n1-0:2.8.0(4)(5))\r\n1-0:2.7.0(4)\r\n!",
                    "1-0:2.7.0 (4)"),
            row("a bracket within a line ends no block", "/X\r\n0-0:98.1.0\r\n(\r\n1-0:1.8.0)(3)\r\n1-0:2.8.0(4)\r\n)\r\n1-0:2.7.0(4)\r\n!",
                    "1-0:2.7.0 (4)"),
            row("a block without an end", "/X\r\n1-0:1.7.0(1)\r\n0-0:98.1.0\r\n(\r\n1-0:1.8.0(3)\r\n1-0:2.7.0(4)\r\n!", "1-0:1.7.0 (1)"),
            row("brackets on a line are no block", "/X\r\n0-0:98.1.0\r\n(1)\r\n1-0:2.7.0(4)\r\n!", "1-0:2.7.0 (4)"),
            row("a block needs a code", "/X\r\ntext\r\n(\r\n1-0:2.7.0(4)\r\n!", "1-0:2.7.0 (4)"),
            row("the mark ends the telegram", "/X\r\n1-0:1.7.0(1!)\r\n1-0:2.7.0(2)!", "1-0:1.7.0 (1!)", "1-0:2.7.0 (2)"),
            row("with a digit", "/X\r\n1-0:1.7.0(1!)\r\n1-0:2.7.0(2)!0", "1-0:1.7.0 (1!)", "1-0:2.7.0 (2)"),
            row("with the beginning of a code", "/X\r\n1-0:1.7.0(1!)\r\n1-0:2.7.0(2)!1-0:", "1-0:1.7.0 (1!)", "1-0:2.7.0 (2)"),
            row("with a checksum", "/X\r\n1-0:1.7.0(1!)\r\n1-0:2.7.0(2)!ABCD", "1-0:1.7.0 (1!)", "1-0:2.7.0 (2)"),
            row("a mark inside brackets", "/X\r\n1-0:1.7.0(!1234)", "1-0:1.7.0 (!1234)"));
    }

    private static Arguments row(String name, String telegram, String... registers) {
        return Arguments.of(name, telegram, registers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("telegrams")
    void aTelegramHasTheseRegisters(String name, String telegram, String... registers) {
        assertThat(registers(telegram)).as(name).containsExactly(registers);
        assertThat(new RegisterScanner(bytes(telegram), false).head()).isEqualTo(telegram.substring(1).split("[\r\n]")[0]);
    }

    @Test
    void aLineEndIsFoundBehindOtherControlCharactersAtAnyPlace() {
        for (int length = 0; length < 20; length++) {
            String text = "\t".repeat(length / 2) + "x".repeat(length - length / 2);
            assertThat(registers("/X\r\n1-0:1.7.0(" + text + ")\r\n1-0:2.7.0(2)\r\n!"))
                    .containsExactly("1-0:1.7.0 (" + text + ")", "1-0:2.7.0 (2)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.7.0", "C.1.0", "F.F", "32.7"})
    void whatIsLeftOfALongCodeIsNoShortOne(String rest) {
        assertThat(registers("/X\r\n1-0:2.7.0(2)\r\n" + rest + "(1)\r\n1-0:3.7.0(3)\r\n!"))
                .containsExactly("1-0:2.7.0 (2)", "1-0:3.7.0 (3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0", "1.8.", "1.", "C", "C.", "X.1.0", "1.8.0*", "1.256.0", "1.8.1234", ".8.0",
            "1:8.0", "1.8.0.0"})
    void otherShortTextIsNoCode(String text) {
        assertThat(registers("/X\r\n" + text + "\r\nC.1.0(2)\r\n!")).containsExactly("C.1.0 (2)");
        if (!text.equals("1.8.0")) {
            assertThat(registers("/X\r\n" + text + "(7)\r\nC.1.0(2)\r\n!")).endsWith("C.1.0 (2)").doesNotContain("1.8.0 (7)");
        }
    }

    /** The largest groups that meters print, and larger ones. */
    @ParameterizedTest
    @CsvSource({"1-0:255.7.0, true", "7-14:1.7.0, true", "1-0:001.7.255, true", "1-0:256.7.0, false", "1-0:0001.7.0, false",
        "1-0:1.7.256, false"})
    void aCodeIsKnownWhereMetersPrintSuchGroups(String code, boolean known) {
        assertThat(new RegisterScanner(bytes("/X\r\n" + code + "(1)\r\n!"), false).lines().get(0).key().a() != 255).isEqualTo(known);
    }

    private static List<String> registers(String telegram) {
        return new RegisterScanner(bytes(telegram), false).lines().stream().map(line -> telegram.substring(line.codeFrom(), line.from())
                + " " + telegram.substring(line.from(), line.to())).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
