package org.dbusp1.decode.sml;

import java.util.Optional;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.frame.Crc16;

/**
 * The messages between a start and an end sequence (SML 1.03, 5.1): each is {@code list of 6 = transactionId, groupNo,
 * abortOnError, messageBody, crc16, endOfSmlMsg}, and its body a list of 2, a tag and the content that the tag names.
 *
 * @param list the list response; empty if there is none
 * @param x25  whether the checksum of each message is its CRC-16/X-25
 * @param kermit whether the checksum of each message is its CRC-16/Kermit
 */
record SmlFile(Optional<ListResponse> list, boolean x25, boolean kermit) {
    private static final int FIELDS = 6;
    private static final int CHOICE = 2;
    private static final int GET_LIST_RESPONSE = 0x0701;
    private static final int NONE = -1;

    static SmlFile read(byte[] messages) throws DecodeException {
        SmlReader reader = new SmlReader(messages);
        Optional<ListResponse> list = Optional.empty();
        boolean x25 = true;
        boolean kermit = true;
        while (!reader.ended()) {
            int start = reader.position();
            reader.list(FIELDS);
            reader.skip(3);
            reader.list(CHOICE);
            if (reader.number(Integer.MIN_VALUE, Integer.MAX_VALUE, NONE) == GET_LIST_RESPONSE && list.isEmpty()) {
                list = Optional.of(ListResponse.read(reader));
            } else {
                reader.skip(1);
            }
            int end = reader.position();
            int sent = checksum(reader);
            reader.endOfMessage();
            x25 = x25 && sent == Crc16.X_25.of(messages, start, end);
            kermit = kermit && !x25 && sent == Crc16.KERMIT.of(messages, start, end);
        }
        return new SmlFile(list, x25, kermit);
    }

    /** Reads a checksum. The low byte comes first, and some meters leave it out if it is 0. */
    private static int checksum(SmlReader reader) throws DecodeException {
        int start = reader.position();
        SmlValue sent = reader.value();
        if (!sent.isNumber() || sent.size() > 2) {
            throw new DecodeException("no checksum of 16 bits", start);
        }
        int high = sent.bytes()[sent.to() - 1] & 0xFF;
        int low = sent.size() == 2 ? sent.bytes()[sent.from()] & 0xFF : 0;
        return high << 8 | low;
    }
}
