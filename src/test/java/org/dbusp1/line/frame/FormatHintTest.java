package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;

class FormatHintTest {
    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static FormatHint[] tracesIn(byte[] bytes) {
        return Arrays.stream(FormatHint.values()).filter(trace -> trace.matches(bytes)).toArray(FormatHint[]::new);
    }

    @Test
    void eachFormatShowsItsOwnTrace() {
        assertThat(tracesIn(text("xx1-0:"))).containsExactly(FormatHint.REGISTER_TEXT);
        assertThat(tracesIn(text("80("))).isEmpty();
        assertThat(tracesIn(text("/KAM5\r\n\r\n"))).containsExactly(FormatHint.FIRST_LINE);
        assertThat(tracesIn(text("/KAM5\r\n\r\n!A1\r\n"))).containsExactly(FormatHint.FIRST_LINE);
        assertThat(tracesIn(text("/KAM5\r\n\r\n!and more\r\n"))).isEmpty();
        assertThat(tracesIn(text("/ISk5\\2MT382-1000\r\n\r\n1-"))).containsExactly(FormatHint.FIRST_LINE);
        assertThat(tracesIn(text(".8.0(00"))).containsExactly(FormatHint.REGISTER_TEXT);
        assertThat(tracesIn(text("7.0*255("))).containsExactly(FormatHint.D0_REGISTER);
        assertThat(tracesIn(hex("001B1B1B1B1A"))).containsExactly(FormatHint.SML_ESCAPE);
        assertThat(tracesIn(hex("68050568"))).containsExactly(FormatHint.LINK_HEADER);
        assertThat(tracesIn(hex("7EA0E6E700"))).containsExactly(FormatHint.LINK_HEADER);
        assertThat(tracesIn(hex("09060100010700FF06"))).containsExactly(FormatHint.REGISTER_OCTETS);
        assertThat(tracesIn(hex("DB084B464D"))).containsExactly(FormatHint.SYSTEM_TITLE);
    }

    @Test
    void noiseShowsNone() {
        assertThat(tracesIn(new byte[64])).isEmpty();
        assertThat(tracesIn(text("/KAM5"))).as("it may go on").isEmpty();
        assertThat(tracesIn(text("/dev/ttyUSB0\r\n"))).isEmpty();
        assertThat(tracesIn(text("/usr2/bin\r\nand what another program says of it\r\n"))).isEmpty();
        assertThat(tracesIn(text("\n2026-11-20 a log of another program (1.0)\r\n"))).isEmpty();
        assertThat(tracesIn(hex("1B1B1B001B1B1B"))).isEmpty();
        assertThat(tracesIn(new byte[0])).isEmpty();
    }

    @Test
    void theCauseDecidesWhichTraceCounts() {
        byte[] sealed = hex("DB084B464D");
        assertThat(FormatHint.isFromMeter(sealed, RejectCause.ENCRYPTED)).isTrue();
        assertThat(FormatHint.isFromMeter(sealed, RejectCause.CRC)).isFalse();
        assertThat(FormatHint.isFromMeter(text("1-0:1.7.0("), RejectCause.CRC)).isTrue();
        assertThat(FormatHint.isFromMeter(text("1-0:1.7.0("), RejectCause.KEY)).isFalse();
        assertThat(FormatHint.isFromMeter(text("1-0:1.7.0("), RejectCause.GARBAGE)).isFalse();
        assertThat(FormatHint.isFromMeter(new byte[0], RejectCause.CONTRADICTION)).isTrue();
    }
}
