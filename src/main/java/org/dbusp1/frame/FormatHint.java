package org.dbusp1.frame;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.dbusp1.meter.RejectCause;

/** Signs in rejected bytes that a meter sent them, and which kind of meter. */
public enum FormatHint {
    /** The code of a register of text, such as {@code 1-0:1.7.0}: its beginning, or its end with the bracket. */
    REGISTER_TEXT("\\d-\\d:|\\.\\d\\("),
    /** Group F in such a code, which German meters with D0 text print. */
    GROUP_F("\\*255\\("),
    /** The escape sequence of SML, with which files begin and end. */
    SML_ESCAPE("\\x1B{4}"),
    /** The header of an M-Bus frame at the beginning, or anywhere that of LLC in an HDLC frame. */
    LINK_HEADER("\\Ah..h|\\xE6[\\xE6\\xE7]\\x00"),
    /** The code of a register in an A-XDR list: an octet string of six for media 0 and 1 and the current value. */
    REGISTER_OCTETS("\\x09\\x06[\\x00\\x01].{4}\\xFF."),
    /** A system title with which encrypted messages begin, up to the maker's letters. */
    SYSTEM_TITLE("\\xDB\\x08[A-Za-z]{3}");

    private static final Set<FormatHint> OF_FRAMES = EnumSet.of(REGISTER_TEXT, LINK_HEADER, SML_ESCAPE, REGISTER_OCTETS);

    private final Pattern pattern;

    FormatHint(String pattern) {
        this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
    }

    /** Returns whether this sign is in the bytes. */
    public boolean isIn(byte[] bytes) {
        return pattern.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find();
    }

    /**
     * Returns whether rejected bytes are a telegram or frame of a meter at all; noise that only begins like one is not.
     */
    public static boolean ofMeter(byte[] bytes, RejectCause cause) {
        return switch (cause) {
            case ENCRYPTED, KEY -> SYSTEM_TITLE.isIn(bytes) || Decryption.registers(bytes).isPresent();
            case GARBAGE -> false;
            case CONTRADICTION, OUTDATED -> true;
            case CRC, NO_CRC, FCS, TRUNCATED, PARITY, TOO_LONG -> OF_FRAMES.stream().anyMatch(trace -> trace.isIn(bytes));
        };
    }
}
