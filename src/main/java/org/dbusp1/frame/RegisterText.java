package org.dbusp1.frame;

/** Finds in bytes the codes that registers of text have: {@code 1-0:1.7.0(}, {@code 1.8.0(}, {@code 1.8.0*255(}. */
final class RegisterText {
    private static final byte[] GROUP_F = Text.bytes("*255(");

    private RegisterText() {
    }

    /**
     * Whether a code such as {@code 1-0:} or the end of one, {@code .0(}, is in it; every telegram of text has several.
     */
    static boolean holdsCode(byte[] bytes) {
        for (int at = 0; at + 2 < bytes.length; at++) {
            if (bytes[at] == '.' && Text.isDigit(bytes[at + 1]) && bytes[at + 2] == '(') {
                return true;
            }
        }
        return channel(bytes, 0, bytes.length) < bytes.length;
    }

    /** Whether group F of a code is in it, which meters with D0 text print (IEC 62056-21). */
    static boolean holdsGroupF(byte[] bytes) {
        return Text.indexOf(bytes, 0, GROUP_F) >= 0;
    }

    /** Where a medium and a channel, {@code 1-0:}, stand first in [from, to); {@code to} where there are none. */
    static int channel(byte[] bytes, int from, int to) {
        for (int at = from; at + 3 < to; at++) {
            if (bytes[at + 1] == '-' && bytes[at + 3] == ':' && Text.isDigit(bytes[at])
                    && Text.isDigit(bytes[at + 2])) {
                return at;
            }
        }
        return to;
    }
}
