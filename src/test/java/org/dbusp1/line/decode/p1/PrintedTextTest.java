package org.dbusp1.line.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts between brackets: as printed, or as hex of their characters. */
class PrintedTextTest {
    @ParameterizedTest
    @CsvSource({"48656C6C6F,Hello", "48656c6c6f,Hello", "4,4", "48656,48656", "4G,4G", "G4,G4", "'',", "'  ',", "20204A2020,J", "2020,",
        "07,07", "4A07,4A07", "7E7E,~~", "7F7F,7F7F", "Hello,Hello"})
    void pairsOfHexDigitsAreDecodedWhereAllArePrintable(String printed, String text) {
        assertThat(PrintedText.decoded(bytes(printed), 0, printed.length())).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"3330303537373735,30057775", "77516735,77516735", "20202020,", "4D413330394D,MA309M", "ER23,", "ER2,ER2", "ERA1,ERA1",
        "45523233,45523233", "'',"})
    void aNumberIsDecodedUnlessItIsOfFewDigits(String printed, String number) {
        assertThat(PrintedText.number(bytes(printed), 0, printed.length())).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"50,50", "3530,50", "203530,50", "50213,50213", "5A,5A", "3A3B,3A3B", "2F30,2F30", "v5,v5", "'',", "3039,09"})
    void aVersionIsDecodedWhereDigitsComeOutOfIt(String printed, String version) {
        assertThat(PrintedText.version(bytes(printed), 0, printed.length())).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({"'a\nb',ab", "'a\rb',ab", "'\ra',a", "'\na',a", "' a b ',a b"})
    void aTextThatIsBrokenOverLinesIsOneText(String printed, String text) {
        assertThat(PrintedText.plain(bytes(printed), 0, printed.length())).isEqualTo(text);
    }

    @Test
    void ofATextOnlyTheBytesBetweenTheBracketsCount() {
        assertThat(PrintedText.plain(bytes("(text)"), 1, 5)).isEqualTo("text");
        assertThat(PrintedText.plainOrNull(bytes("()"), 1, 1)).isNull();
        assertThat(PrintedText.plainOrNull(bytes("(x)"), 1, 2)).isEqualTo("x");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
