package org.dbusp1.line.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.dbusp1.meter.RejectCause;

/** Patterns in rejected bytes which show that a meter sent them, and which kind of meter. */
public enum FormatHint {
    /** The code of a register in text, such as {@code 1-0:1.7.0(}: the start of the code, or its end with the bracket. */
    REGISTER_TEXT("\\d-\\d:|\\.\\d\\("),
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

    private static final byte FF = (byte) 0xFF;
    /** In a binary list each code ends with one FF. */
    private static final int MANY_RUNS = 8;
    private static final int CRC_DIGITS = 4;
    private static final Set<FormatHint> FRAME_HINTS = EnumSet.of(REGISTER_TEXT, LINK_HEADER, SML_ESCAPE, REGISTER_OCTETS);

    private final Pattern pattern;

    FormatHint(String pattern) {
        this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
    }

    public boolean matches(byte[] bytes) {
        return pattern.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find();
    }

    /**
     * Returns whether each FF of rejected bytes is doubled, as a bridge in Telnet mode (RFC 854) does: the checksum of the telegram
     * fits without the second ones, or there are many of them, and none is single.
     */
    public static boolean hasDoubledFf(byte[] bytes) {
        ByteArrayOutputStream single = new ByteArrayOutputStream();
        int runs = 0;
        for (int at = 0; at < bytes.length; at++) {
            single.write(bytes[at]);
            if (bytes[at] == FF) {
                at++;
                if (at == bytes.length || bytes[at] != FF) {
                    return false;
                }
                runs += at + 1 < bytes.length && bytes[at + 1] == FF ? 0 : 1;
            }
        }
        return runs >= MANY_RUNS || runs > 0 && isWhole(single.toByteArray());
    }

    private static boolean isWhole(byte[] telegram) {
        int end = telegram.length - CRC_DIGITS;
        String digits = end > 0 ? new String(telegram, end, CRC_DIGITS, StandardCharsets.ISO_8859_1) : "";
        return digits.matches("[0-9A-Fa-f]{4}") && telegram[end - 1] == '!'
                && Crc16.ARC.of(telegram, 0, end) == Integer.parseInt(digits, 16);
    }

    /** Returns whether a meter sent the rejected bytes as a telegram or frame; noise may begin like a frame by chance. */
    public static boolean isFromMeter(byte[] bytes, RejectCause cause) {
        return switch (cause) {
            case ENCRYPTED, KEY -> SYSTEM_TITLE.matches(bytes) || Decryption.encryptedRegisters(bytes) != null;
            case GARBAGE -> false;
            case CONTRADICTION, OUTDATED, UNREADABLE, UNSCALED -> true;
            case CRC, NO_CRC, FCS, TRUNCATED, PARITY, TOO_LONG -> FRAME_HINTS.stream().anyMatch(trace -> trace.matches(bytes));
        };
    }
}
