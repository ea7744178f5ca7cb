package org.dbusp1.line.decode.han;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Reading;

/** Lists of binary meters made by hand: A-XDR (IEC 62056-6-2) in hex, in a data-notification in an HDLC frame. */
public final class ListBytes {
    private ListBytes() {
    }

    public static String text(String text) {
        return "09%02X".formatted(text.length()) + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static String visible(String text) {
        return "0A" + text(text).substring(2);
    }

    static String octets(String hex) {
        return "09%02X".formatted(hex.length() / 2) + hex;
    }

    public static String number(long value) {
        return "06%08X".formatted(value);
    }

    static String small(int value) {
        return "12%04X".formatted(value);
    }

    public static String code(String obis) {
        Obis code = Obis.parse(obis);
        return "0906%02X%02X%02X%02X%02XFF".formatted(code.a(), code.b(), code.c(), code.d(), code.e());
    }

    static String numbers(long... values) {
        StringBuilder all = new StringBuilder();
        for (long value : values) {
            all.append(number(value));
        }
        return all.toString();
    }

    /** The readings of frames that each carry a structure of so many values, without a time in each. */
    static List<Reading> readings(int count, String... lists) {
        TestPipeline chain = new TestPipeline();
        for (String list : lists) {
            byte[] frame = LinkFrames.hdlc("0F4000000000" + "02%02X".formatted(count) + list);
            chain.accept(frame, () -> frame.length);
        }
        return chain.end().readings();
    }
}
