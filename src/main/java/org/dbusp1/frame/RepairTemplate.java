package org.dbusp1.frame;

import java.util.Arrays;
import java.util.Optional;

/**
 * The first line and the message of the last intact telegram: the parts that lines damage most and that rarely change.
 * A repaired telegram changes nothing here.
 */
final class RepairTemplate {
    static final byte[] MESSAGE_CODE = ByteSearch.bytes("0-0:96.13.0(");

    private byte[] firstLine = {};
    private Optional<byte[]> message = Optional.empty();

    /** Remembers an intact telegram. Costs nothing while the two parts stay as they are. */
    void learn(byte[] telegram) {
        if (firstLine.length == 0 || !ByteSearch.startsWith(telegram, 1, firstLine)) {
            firstLine = firstLineOf(telegram);
        }
        int from = messageFrom(telegram);
        int to = from < 0 ? telegram.length : ByteSearch.next(telegram, from, telegram.length, (byte) ')');
        if (to < telegram.length && (message.isEmpty()
                || !Arrays.equals(telegram, from, to, message.get(), 0, message.get().length))) {
            message = Optional.of(Arrays.copyOfRange(telegram, from, to));
        }
    }

    /** Returns the bytes behind the slash, with the line end and the line end of the empty line; plain text only. */
    private static byte[] firstLineOf(byte[] telegram) {
        int to = 1;
        while (to < telegram.length && telegram[to] >= ' ' && telegram[to] < 0x7F && telegram[to] != '(') {
            to++;
        }
        int text = to;
        while (to < telegram.length && ByteSearch.isLineEnd(telegram[to])) {
            to++;
        }
        return to == text ? new byte[0] : Arrays.copyOfRange(telegram, 1, to);
    }

    /** Returns the place where the content of the message begins; -1 if there is no message. */
    static int messageFrom(byte[] telegram) {
        int code = ByteSearch.indexOf(telegram, 0, MESSAGE_CODE);
        return code < 0 ? -1 : code + MESSAGE_CODE.length;
    }

    /** Returns the first line without the slash; absent until a telegram was intact. */
    Optional<byte[]> firstLine() {
        return firstLine.length == 0 ? Optional.empty() : Optional.of(firstLine);
    }

    /** Returns the message between the brackets, often empty; absent if the meter prints no message. */
    Optional<byte[]> message() {
        return message;
    }
}
