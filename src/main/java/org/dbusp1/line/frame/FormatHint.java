package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.dbusp1.meter.RejectCause;

/** Patterns in rejected bytes which show that a meter sent them, and which kind of meter. */
public enum FormatHint {
    /** The code of a register in text, such as {@code 1-0:1.7.0(}: the start of the code, or its end with the bracket. */
    REGISTER_TEXT("\\d-\\d:|\\.\\d\\("),
    /** The first line of a telegram, and at most the beginning of a register's code and an end mark after it: three letters, a digit. */
    FIRST_LINE("\\A\\s*/[A-Za-z]{3}\\d[^\\r\\n()!]{0,60}[\\r\\n][^(!]{0,12}(?:!(?:[0-9A-Fa-f]{1,4})?\\s*)?\\z"),
    /** Group F of a register's code, which German meters with D0 text print. */
    D0_REGISTER("\\*255\\("),
    /** The escape sequence at the start and end of SML files. */
    SML_ESCAPE("\\x1B{4}"),
    /** The header of an M-Bus frame at the beginning, or an LLC header of HDLC anywhere. */
    LINK_HEADER("\\Ah..h|\\xE6[\\xE6\\xE7]\\x00"),
    /** The code of a register in an A-XDR list: an octet string of six for media 0 and 1 and the current value. */
    REGISTER_OCTETS("\\x09\\x06[\\x00\\x01].{4}\\xFF."),
    /** The system title of an encrypted message, up to the maker's letters. */
    SYSTEM_TITLE("\\xDB\\x08[A-Za-z]{3}");

    private static final Set<FormatHint> FRAME_HINTS = EnumSet.of(REGISTER_TEXT, FIRST_LINE, LINK_HEADER, SML_ESCAPE, REGISTER_OCTETS);

    private final Pattern pattern;

    FormatHint(String pattern) {
        this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
    }

    public boolean matches(byte[] bytes) {
        return pattern.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find();
    }

    /** Returns whether a meter sent the rejected bytes as a telegram or frame; noise may begin like a frame by chance. */
    public static boolean isFromMeter(byte[] bytes, RejectCause cause) {
        return switch (cause) {
            case ENCRYPTED, KEY -> SYSTEM_TITLE.matches(bytes) || Decryption.encryptedRegisters(bytes) != null;
            case GARBAGE -> false;
            case CONTRADICTION, OUTDATED, BEHIND, UNREADABLE, UNSCALED -> true;
            case CRC, NO_CRC, FCS, TRUNCATED, PARITY, TOO_LONG -> FRAME_HINTS.stream().anyMatch(trace -> trace.matches(bytes));
        };
    }
}
