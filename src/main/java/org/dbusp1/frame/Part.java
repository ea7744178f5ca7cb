package org.dbusp1.frame;

/**
 * One link frame that carries an APDU or a part of one.
 *
 * @param bytes  the frame, whole
 * @param offset of its first byte in the stream
 * @param from   where in the bytes the information begins
 * @param to     where it ends
 */
record Part(byte[] bytes, long offset, int from, int to) {
    int length() {
        return to - from;
    }

    int at(int place) {
        return bytes[from + place] & 0xFF;
    }

    /** The same with information that begins later. */
    Part from(int place) {
        return new Part(bytes, offset, from + place, to);
    }
}
