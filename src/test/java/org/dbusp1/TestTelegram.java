package org.dbusp1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.dbusp1.fuzz.Checksums;

/** Telegrams made by hand, with their checksum computed bit by bit, independent of the driver's own. */
public final class TestTelegram {
    /** A meter of DSMR 5: its version and a clock, so that a checksum is due. */
    public static final String DSMR5_HEAD = "/ISK5\\2M550T-1012\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(260115201009W)\r\n";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss");
    private static final ZoneId DUTCH = ZoneId.of("Europe/Amsterdam");
    private static final byte[] SYSTEM_TITLE = HexFormat.of().parseHex("5341470000000001");
    /** Encrypted, and authenticated by a tag. */
    private static final byte SECURITY_CONTROL = 0x30;

    private TestTelegram() {
    }

    /** A whole DSMR 5 telegram with these lines in it. */
    public static String dsmr5(String... lines) {
        return sealed(DSMR5_HEAD + String.join("\r\n", lines) + "\r\n!");
    }

    /** @param time as the meter prints it */
    public static String dsmr5At(String time, String... lines) {
        return sealed(DSMR5_HEAD.replace("260115201009W", time) + String.join("\r\n", lines) + "\r\n!");
    }

    /** Returns one of a meter whose clock goes: it shows the machine's time. */
    public static String dsmr5Now(String... lines) {
        return dsmr5At(time(Instant.now()), lines);
    }

    /** A DSMR 4 telegram with these lines in it. @param time as the meter prints it; empty: it has no clock */
    public static String dsmr42(String time, String... lines) {
        return sealed("/KFM5KAIFA-METER\r\n\r\n1-3:0.2.8(42)\r\n" + (time.isEmpty() ? "" : "0-0:1.0.0(" + time + ")\r\n")
                + String.join("\r\n", lines) + "\r\n!");
    }

    /** A time as Dutch meters print it, with the letter of its season. */
    public static String time(Instant time) {
        return time(time, DUTCH) + (DUTCH.getRules().isDaylightSavings(time) ? "S" : "W");
    }

    /** A time as meters print it that send no season. */
    public static String time(Instant time, ZoneId zone) {
        return TIME.format(time.atZone(zone));
    }

    /** A line with a power, such as {@code 1-0:1.7.0(00.500*kW)}. */
    public static String power(String code, long watts) {
        return String.format(Locale.ROOT, "1-0:%s(%02d.%03d*kW)", code, watts / 1_000, watts % 1_000);
    }

    /** A line with a counter, such as {@code 1-0:1.8.1(001000.000*kWh)}. */
    public static String energy(String code, long wattHours) {
        return String.format(Locale.ROOT, "1-0:%s(%06d.%03d*kWh)", code, wattHours / 1_000, wattHours % 1_000);
    }

    /** With the checksum and the line end that belong after the '!'. */
    public static String sealed(String upToMark) {
        return upToMark + String.format("%04X", checksum(upToMark)) + "\r\n";
    }

    /** CRC-16/ARC. */
    public static int checksum(String text) {
        return Checksums.arc(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The first message of a meter that encrypts. */
    public static byte[] encrypted(String telegram, String key, String authentication) {
        return encrypted(telegram, key, authentication, 1);
    }

    /** @param counter the frame counter, which rises with each message */
    public static byte[] encrypted(String telegram, String key, String authentication, int counter) {
        try {
            byte[] nonce = ByteBuffer.allocate(12).put(SYSTEM_TITLE).putInt(counter).array();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(HexFormat.of().parseHex(key), "AES"), new GCMParameterSpec(96, nonce));
            cipher.updateAAD(new byte[] {SECURITY_CONTROL});
            cipher.updateAAD(HexFormat.of().parseHex(authentication));
            byte[] text = cipher.doFinal(telegram.getBytes(StandardCharsets.ISO_8859_1));
            return ByteBuffer.allocate(18 + text.length).put((byte) 0xDB).put((byte) 8).put(SYSTEM_TITLE).put((byte) 0x82)
                    .putShort((short) (5 + text.length)).put(SECURITY_CONTROL).putInt(counter).put(text).array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
