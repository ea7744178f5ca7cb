package org.dbusp1.app.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.frame.Proofs;
import org.jspecify.annotations.Nullable;

/**
 * The changes on the way of bytes that can be undone. A cause is proven if frames whose checksum fits are in the bytes without the change.
 * The first that is proven counts, in this order.
 */
enum Undo {
    /** The frames are whole; only their parts came too far apart. */
    PAUSES(Condition.LINE_PAUSES, Proofs::frames),
    /** The telegrams are whole, in a form that this version does not know. */
    FORM(Condition.LINE_UNKNOWN_CONTENT, Proofs::telegrams),
    INVERTED(Condition.LINE_INVERTED, bytes -> Undo.texts(upright(bytes))),
    TELNET(Condition.LINE_TELNET, frames(Undo::withoutTelnet)),
    CODING(Condition.LINE_TEXT_CODING, frames(Undo::decoded)),
    HEX(Condition.LINE_HEX_TEXT, framesOrText(bytes -> fromHex(bytes, 0))),
    /** The sample begins in the middle of a byte. */
    HALF_HEX(Condition.LINE_HEX_TEXT, framesOrText(bytes -> fromHex(bytes, 1))),
    RETURN_DOUBLED(Condition.LINE_LINE_ENDS, frames(bytes -> replaced(bytes, "\r\r\n", "\r\n"))),
    FEED_DOUBLED(Condition.LINE_LINE_ENDS, frames(bytes -> replaced(bytes, "\n\n", "\r\n"))),
    RETURN_ADDED(Condition.LINE_LINE_ENDS, frames(bytes -> replaced(bytes, "\r\n", "\n"))),
    RETURN_LOST(Condition.LINE_LINE_ENDS, frames(bytes -> endedBy(bytes, "\n", "\r"))),
    FEED_LOST(Condition.LINE_LINE_ENDS, frames(bytes -> endedBy(bytes, "\r", "\n"))),
    ODD_PARITY(Condition.LINE_ONE_PARITY, frames(Undo::withoutOddParity)),
    EIGHTH_BIT(Condition.LINE_EIGHTH_BIT, frames(Undo::sevenBits)),
    CONTROL_FIELD(Condition.LINE_FLOW_CONTROL, Undo.BY_CHANCE, bytes -> Proofs.headersWith(bytes, Undo.XOFF)),
    FLOW_CONTROL(Condition.LINE_FLOW_CONTROL, Undo.BY_CHANCE, bytes -> Proofs.framesWith(bytes, Undo.XON, Undo.XOFF));

    /** So many readable registers are no chance. */
    private static final int REGISTERS = 6;
    private static final long SEVERAL = 3;
    /** A byte that is put back anywhere makes one frame in some hundred fit. */
    private static final int BY_CHANCE = 2;
    private static final byte XON = 0x11;
    private static final byte XOFF = 0x13;
    private static final int FF = 0xFF;
    /** From WILL on, the commands of Telnet (RFC 854) have one more byte; FF itself is a byte of the data. */
    private static final int FIRST_COMMAND = 0xFB;
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final Pattern NO_DIGIT_OF_HEX = Pattern.compile("0x|[\\s:,]");
    private static final Pattern HEX_DIGITS = Pattern.compile("[0-9A-Fa-f]{64,}");
    private static final byte[] UNCHANGED = {};

    private final Condition cause;
    private final int least;
    private final ToIntFunction<byte[]> proof;

    Undo(Condition cause, ToIntFunction<byte[]> proof) {
        this(cause, 1, proof);
    }

    /** @param least fewer proven frames may be chance */
    Undo(Condition cause, int least, ToIntFunction<byte[]> proof) {
        this.cause = cause;
        this.least = least;
        this.proof = proof;
    }

    private static ToIntFunction<byte[]> after(UnaryOperator<byte[]> undoing, ToIntFunction<byte[]> proof) {
        return bytes -> {
            byte[] undone = undoing.apply(bytes);
            return undone.length == 0 ? 0 : proof.applyAsInt(undone);
        };
    }

    private static ToIntFunction<byte[]> frames(UnaryOperator<byte[]> undoing) {
        return after(undoing, Proofs::frames);
    }

    /** Some meters print no checksum. */
    private static ToIntFunction<byte[]> framesOrText(UnaryOperator<byte[]> undoing) {
        return after(undoing, undone -> Math.max(Proofs.frames(undone), texts(undone)));
    }

    private static int texts(byte[] bytes) {
        return Proofs.registers(bytes) / REGISTERS;
    }

    /**
     * Returns the cause that undoing proves in one of the samples; null if none is proven.
     *
     * @param rejected the number of rejected telegrams: of several, one may be damaged in this way by chance; without any, a whole frame
     *                 may be the one that arrives now
     */
    static @Nullable Condition proven(List<byte[]> samples, long rejected) {
        int least = rejected >= SEVERAL ? 2 : 1;
        for (Undo undo : values()) {
            for (byte[] sample : undo == PAUSES && rejected == 0 ? List.<byte[]>of() : samples) {
                if (undo.proof.applyAsInt(sample) >= Math.max(least, undo.least)) {
                    return undo.cause;
                }
            }
        }
        return null;
    }

    /** Returns what the meter sent if the line is inverted: the receiver takes each stop bit for a start bit, and begins one bit late. */
    private static byte[] upright(byte[] bytes) {
        byte[] upright = new byte[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            upright[at] = (byte) (~(bytes[at] & 0xFF) >> 1 & 0x7F);
        }
        return upright;
    }

    /** Returns the bytes with each FF once, and without negotiations; empty without any. */
    private static byte[] withoutTelnet(byte[] bytes) {
        ByteArrayOutputStream single = new ByteArrayOutputStream(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int next = (bytes[at] & 0xFF) == FF && at + 1 < bytes.length ? bytes[at + 1] & 0xFF : 0;
            if (next >= FIRST_COMMAND && next != FF) {
                at += 3;
            } else {
                single.write(bytes[at]);
                at += next == FF ? 2 : 1;
            }
        }
        return single.size() == bytes.length ? UNCHANGED : single.toByteArray();
    }

    private static byte[] decoded(byte[] bytes) {
        if (!isWide(bytes)) {
            return UNCHANGED;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        byte[] windows = text.getBytes(WINDOWS);
        // Both have one byte for each character; those that Windows-1252 lacks are of Latin-1.
        for (int at = 0; at < windows.length && windows.length == text.length(); at++) {
            windows[at] = text.charAt(at) <= FF ? (byte) text.charAt(at) : windows[at];
        }
        return windows;
    }

    private static boolean isWide(byte[] bytes) {
        for (int at = 1; at < bytes.length; at++) {
            if ((bytes[at - 1] & 0xE0) == 0xC0 && (bytes[at] & 0xC0) == 0x80) {
                return true;
            }
        }
        return false;
    }

    private static byte[] fromHex(byte[] bytes, int skipped) {
        String digits = NO_DIGIT_OF_HEX.matcher(text(bytes)).replaceAll("");
        int even = (digits.length() - skipped) / 2 * 2;
        return HEX_DIGITS.matcher(digits).matches() ? HexFormat.of().parseHex(digits.substring(skipped, skipped + even)) : UNCHANGED;
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        String before = text(bytes);
        return changed(before, before.replace(from, to));
    }

    /** Returns the bytes with CR LF for each of one byte of a line end, and without the other. */
    private static byte[] endedBy(byte[] bytes, String end, String other) {
        String before = text(bytes);
        return changed(before, before.replace(other, "").replace(end, "\r\n"));
    }

    private static byte[] changed(String before, String after) {
        return after.equals(before) ? UNCHANGED : after.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] withoutOddParity(byte[] bytes) {
        for (byte each : bytes) {
            if ((Integer.bitCount(each & 0xFF) & 1) == 0) {
                return UNCHANGED;
            }
        }
        return sevenBits(bytes);
    }

    private static byte[] sevenBits(byte[] bytes) {
        byte[] seven = bytes.clone();
        boolean isChanged = false;
        for (int at = 0; at < seven.length; at++) {
            isChanged |= seven[at] < 0;
            seven[at] &= 0x7F;
        }
        return isChanged ? seven : UNCHANGED;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
