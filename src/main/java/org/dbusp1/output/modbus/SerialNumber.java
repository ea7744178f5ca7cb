package org.dbusp1.output.modbus;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.dbusp1.meter.MeterKey;

/**
 * The serial number under which a GX device keeps what it knows of the meter: its instance, name and role. Made of the
 * meter's key, so that it outlives the exchange of the meter. The registers hold 14 characters.
 */
final class SerialNumber {
    private static final int HASH_DIGITS = 4;

    private SerialNumber() {
    }

    /**
     * A key of up to 14 characters as it is. Of a longer one the last 14 where these are digits, as on the label of
     * Dutch and Belgian meters; else its last 9, an underscore, and four digits made of the whole key, because the ends
     * of two keys may be the same.
     */
    static String of(MeterKey key) {
        String text = key.text();
        int cut = text.length() - Em24.SERIAL_LENGTH;
        if (cut <= 0) {
            return text;
        }
        if (text.substring(cut).chars().allMatch(character -> character >= '0' && character <= '9')) {
            return text.substring(cut);
        }
        CRC32 hash = new CRC32();
        hash.update(text.getBytes(StandardCharsets.US_ASCII));
        return text.substring(cut + HASH_DIGITS + 1) + String.format("_%04X", hash.getValue() & 0xffff);
    }
}
