package org.dbusp1.frame;

import java.util.EnumSet;
import java.util.Set;
import org.dbusp1.cipher.CipheredApdu;
import org.dbusp1.meter.RejectCause;

/** Signs in rejected bytes that a meter sent them, and which kind of meter. */
public enum FormatHint {
    /** The code of a register of text, such as {@code 1-0:1.7.0}. */
    REGISTER_TEXT,
    /** Group F in such a code, which German meters with D0 text print. */
    GROUP_F,
    /** A group of a French meter's frame. */
    TIC_GROUP,
    /** The escape sequence of SML. */
    SML_ESCAPE,
    /** The header of an M-Bus frame, or that of LLC in an HDLC frame. */
    LINK_HEADER,
    /** The code of a register in an A-XDR list. */
    REGISTER_OCTETS,
    /** A system title with which encrypted messages begin. */
    SYSTEM_TITLE;

    /** Length of a medium and a channel. */
    static final int CHANNEL = 4;

    private static final byte[] GROUP_F_TEXT = ByteSearch.bytes("*255(");

    private static final Set<FormatHint> OF_FRAMES =
            EnumSet.of(REGISTER_TEXT, LINK_HEADER, SML_ESCAPE, TIC_GROUP, REGISTER_OCTETS);

    /** Returns whether this sign is in the bytes. */
    public boolean isIn(byte[] bytes) {
        return switch (this) {
            case REGISTER_TEXT -> holdsCode(bytes);
            case GROUP_F -> ByteSearch.indexOf(bytes, 0, GROUP_F_TEXT) >= 0;
            case TIC_GROUP -> TicGroups.mayHoldGroup(bytes);
            case SML_ESCAPE -> SmlFormat.holdsEscape(bytes);
            case LINK_HEADER -> MBusFormat.begins(bytes) || HdlcFormat.holdsLlcHeader(bytes);
            case REGISTER_OCTETS -> HdlcFormat.holdsCode(bytes);
            case SYSTEM_TITLE -> CipheredApdu.holdsTitle(bytes);
        };
    }

    /**
     * Returns whether rejected bytes are a telegram or frame of a meter at all; noise that only begins like one is not.
     */
    public static boolean ofMeter(byte[] bytes, RejectCause cause) {
        return switch (cause) {
            case ENCRYPTED, KEY -> SYSTEM_TITLE.isIn(bytes) || PayloadDecryption.registers(bytes).isPresent();
            case GARBAGE -> false;
            case CONTRADICTION, OUTDATED -> true;
            case CRC, NO_CRC, FCS, TRUNCATED, PARITY, TOO_LONG -> OF_FRAMES.stream()
                    .anyMatch(trace -> trace.isIn(bytes));
        };
    }

    /** A code such as {@code 1-0:} or the end of one, {@code .0(}; every telegram of text has several. */
    private static boolean holdsCode(byte[] bytes) {
        for (int at = 0; at + 2 < bytes.length; at++) {
            if (bytes[at] == '.' && ByteSearch.isDigit(bytes[at + 1]) && bytes[at + 2] == '(') {
                return true;
            }
        }
        return channel(bytes, 0, bytes.length) < bytes.length;
    }

    /** Returns the place of the first medium and channel, {@code 1-0:}, in [from, to); {@code to} where none is. */
    static int channel(byte[] bytes, int from, int to) {
        for (int at = from; at + CHANNEL <= to; at++) {
            if (bytes[at + 1] == '-' && bytes[at + 3] == ':' && ByteSearch.isDigit(bytes[at])
                    && ByteSearch.isDigit(bytes[at + 2])) {
                return at;
            }
        }
        return to;
    }
}
