package org.dbusp1.meter;

import java.time.Instant;

/**
 * A telegram or frame that was refused.
 *
 * @param bytes  as received, at most as many as a telegram may have
 * @param offset of its first byte, counted from the start of the stream
 * @param time   when it was refused, by the machine's clock
 */
public record Rejected(byte[] bytes, long offset, Instant time, RejectCause cause) {
    /**
     * Whether it is a telegram or frame of a meter at all: text with a register code such as {@code 1-0:1.7.0}, an encrypted
     * frame, a binary frame with the header of one, or a part of an SML telegram. Noise that only begins like one is not.
     */
    public boolean isOfMeter() {
        return switch (cause) {
            case ENCRYPTED, KEY -> holdsSystemTitle();
            case GARBAGE -> false;
            case CONTRADICTION -> true;
            case CRC, NO_CRC, FCS, TRUNCATED, PARITY, TOO_LONG -> holdsRegisterCode() || isLinkFrame() || holdsSmlSequence()
                    || holdsTicGroup() || holdsCodeOctets();
        };
    }

    /** Whether a general ciphering header with a system title is in it: 8 bytes that begin with the maker's letters (DLMS). */
    private boolean holdsSystemTitle() {
        for (int at = 0; at + 4 < bytes.length; at++) {
            if (bytes[at] == (byte) 0xDB && bytes[at + 1] == 8 && Character.isLetter(bytes[at + 2])
                    && Character.isLetter(bytes[at + 3]) && Character.isLetter(bytes[at + 4])) {
                return true;
            }
        }
        return false;
    }

    /** Whether it begins as M-Bus frames do (EN 13757-2), or holds the LLC header of DLMS in HDLC (IEC 62056-46). */
    private boolean isLinkFrame() {
        if (bytes.length > 3 && bytes[0] == 0x68 && bytes[3] == 0x68) {
            return true;
        }
        for (int at = 0; at + 2 < bytes.length; at++) {
            if (bytes[at] == (byte) 0xE6 && (bytes[at + 1] & 0xFE) == 0xE6 && bytes[at + 2] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether the group F of a register code is in it, {@code *255(}, which meters with D0 text print (IEC 62056-21). */
    public boolean holdsGroupF() {
        for (int at = 0; at + 4 < bytes.length; at++) {
            if (bytes[at] == '*' && bytes[at + 1] == '2' && bytes[at + 2] == '5' && bytes[at + 3] == '5' && bytes[at + 4] == '(') {
                return true;
            }
        }
        return false;
    }

    /** Whether a group of a French meter's frame is in it: LF, a label of capital letters, a tab or a blank (Enedis-NOI-CPT_54E, 5.3). */
    public boolean holdsTicGroup() {
        for (int at = 0; at + 2 < bytes.length; at++) {
            int behind = at + 1;
            while (bytes[at] == '\n' && behind < bytes.length && (bytes[behind] >= 'A' && bytes[behind] <= 'Z' || Character.isDigit(bytes[behind]))) {
                behind++;
            }
            if (behind > at + 3 && behind < bytes.length && (bytes[behind] == '\t' || bytes[behind] == ' ')) {
                return true;
            }
        }
        return false;
    }

    /** Whether the code of a register is in it as binary meters send it: an octet string of six, A-XDR (IEC 62056-6-2). */
    public boolean holdsCodeOctets() {
        for (int at = 0; at + 7 < bytes.length; at++) {
            if (bytes[at] == 9 && bytes[at + 1] == 6 && (bytes[at + 2] & 0xFE) == 0 && bytes[at + 7] == (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    /** Whether a register code such as {@code 1-0:} or {@code .8.0(} is in its text; every P1 telegram has several. */
    public boolean holdsRegisterCode() {
        for (int at = 0; at + 3 < bytes.length; at++) {
            if (bytes[at] == '.' && Character.isDigit(bytes[at + 1]) && bytes[at + 2] == '(') {
                return true;
            }
            if (bytes[at + 1] == '-' && bytes[at + 3] == ':' && Character.isDigit(bytes[at]) && Character.isDigit(bytes[at + 2])) {
                return true;
            }
        }
        return false;
    }

    /** Whether the escape sequence is in it with which SML telegrams begin and end (SML 1.03, 8.1). */
    public boolean holdsSmlSequence() {
        int escapes = 0;
        for (byte b : bytes) {
            escapes = b == 0x1B ? escapes + 1 : 0;
            if (escapes == 4) {
                return true;
            }
        }
        return false;
    }
}
