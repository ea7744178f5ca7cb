package org.dbusp1;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.dbusp1.fuzz.Checksums;

/** Telegrams made by hand, with their checksum computed bit by bit, independent of the driver's own. */
public final class TestTelegram {
    /** A meter of DSMR 5: its version and a clock, so that a checksum is due. */
    public static final String DSMR5_HEAD = "/ISK5\\2M550T-1012\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(260115201009W)\r\n";

    private TestTelegram() {
    }

    /** A whole DSMR 5 telegram with these lines in it. */
    public static String dsmr5(String... lines) {
        return sealed(DSMR5_HEAD + String.join("\r\n", lines) + "\r\n!");
    }

    /** Returns the same of a meter whose clock goes: it shows the machine's time in the Netherlands. */
    public static String dsmr5Now(String... lines) {
        ZonedDateTime now = ZonedDateTime.now(ZoneId.of("Europe/Amsterdam"));
        boolean summer = now.getZone().getRules().isDaylightSavings(now.toInstant());
        String clock = now.format(DateTimeFormatter.ofPattern("yyMMddHHmmss")) + (summer ? "S" : "W");
        return sealed(DSMR5_HEAD.replace("260115201009W", clock) + String.join("\r\n", lines) + "\r\n!");
    }

    /** With the checksum and the line end that belong after the '!'. */
    public static String sealed(String upToMark) {
        return upToMark + String.format("%04X", checksum(upToMark)) + "\r\n";
    }

    /** CRC-16/ARC. */
    public static int checksum(String text) {
        return Checksums.arc(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
