package org.dbusp1.decode.han;

import org.dbusp1.decode.DecodeException;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.CosemTime;

/**
 * A data-notification, IEC 62056-5-3: {@code 0F | long-invoke-id-and-priority 4 | date-time | body}.
 *
 * @param dateTime 12 bytes, or none
 */
public record DataNotification(long invokeId, byte[] dateTime, AXdr body) {
    /** The first byte of such an APDU. */
    public static final int TAG = 0x0F;

    /** Reads an APDU, which must end where its body ends. */
    static DataNotification read(byte[] apdu) throws DecodeException {
        AXdrReader reader = new AXdrReader(apdu);
        if (reader.octet() != TAG) {
            throw new DecodeException("no data-notification", 0);
        }
        long invokeId = reader.unsigned(4);
        byte[] dateTime = dateTime(reader);
        AXdr body = AttributeList.follows(reader) ? AttributeList.read(reader) : reader.value();
        if (!reader.ended()) {
            throw new DecodeException((apdu.length - reader.position()) + " bytes more than its body",
                    reader.position());
        }
        return new DataNotification(invokeId, dateTime, body);
    }

    /** Reads the date-time, an octet string, by the standard without its tag; Kaifa in Norway sends the tag as well. */
    private static byte[] dateTime(AXdrReader reader) throws DecodeException {
        int at = reader.position();
        int length = reader.octet();
        if (length == AXdr.Type.OCTET_STRING.tag()) {
            length = reader.octet();
        }
        if (length != 0 && length != CosemTime.LENGTH) {
            throw new DecodeException("a date-time of " + length + " bytes", at);
        }
        return reader.octets(length);
    }
}
