package org.dbusp1.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.HexFormat;

/** Writes A-XDR values, IEC 62056-6-2, in the order of the calls. */
final class AXdrWriter {
    private static final int UNDEFINED = 0xFF;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Writes octets unchanged, such as headers. */
    AXdrWriter hex(String octets) {
        out.writeBytes(HexFormat.of().parseHex(octets));
        return this;
    }

    AXdrWriter array(int count) {
        return number(0x01, 1).number(count, 1);
    }

    AXdrWriter structure(int count) {
        return number(0x02, 1).number(count, 1);
    }

    /** Writes the six octets of an OBIS code, including group B, in which makers differ. */
    AXdrWriter code(String obis) {
        return number(0x09, 1).number(6, 1).groups(obis);
    }

    /** Writes the descriptor of a value without a type tag: class, OBIS code and attribute 2. */
    AXdrWriter descriptor(int classId, String obis) {
        return number(classId, 2).groups(obis).number(2, 1);
    }

    private AXdrWriter groups(String obis) {
        for (String group : (obis + ".255").split("[-:.]")) {
            number(Integer.parseInt(group), 1);
        }
        return this;
    }

    AXdrWriter octets(String text) {
        return string(0x09, text);
    }

    AXdrWriter visible(String text) {
        return string(0x0A, text);
    }

    private AXdrWriter string(int tag, String text) {
        number(tag, 1).number(text.length(), 1);
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    AXdrWriter doubleLongUnsigned(long value) {
        return number(0x06, 1).number(value, 4);
    }

    AXdrWriter longUnsigned(long value) {
        return number(0x12, 1).number(value, 2);
    }

    AXdrWriter signedLong(long value) {
        return number(0x10, 1).number(value, 2);
    }

    /** @param unit number of IEC 62056-6-2: 27 W, 29 var, 30 Wh, 32 varh, 33 A, 35 V */
    AXdrWriter scalerAndUnit(int exponent, int unit) {
        return structure(2).number(0x0F, 1).number(exponent, 1).number(0x16, 1).number(unit, 1);
    }

    /** Writes a date-time as an octet string. */
    AXdrWriter clock(ZonedDateTime time, boolean withDeviation) {
        return number(0x09, 1).dateTime(time, withDeviation);
    }

    /** Writes a date-time as in the head of a notification: its length, then its 12 bytes. */
    AXdrWriter dateTime(ZonedDateTime time, boolean withDeviation) {
        boolean summer = time.getZone().getRules().isDaylightSavings(time.toInstant());
        return number(12, 1).number(time.getYear(), 2).number(time.getMonthValue(), 1).number(time.getDayOfMonth(), 1)
                .number(time.getDayOfWeek().getValue(), 1).number(time.getHour(), 1).number(time.getMinute(), 1)
                .number(time.getSecond(), 1).number(UNDEFINED, 1)
                .number(withDeviation ? -time.getOffset().getTotalSeconds() / 60 : 0x8000, 2)
                .number(withDeviation && summer ? 0x80 : 0, 1);
    }

    private AXdrWriter number(long value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
