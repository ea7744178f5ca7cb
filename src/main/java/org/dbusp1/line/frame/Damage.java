package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.meter.RejectCause;

/**
 * What a rejected telegram or frame lost on its way, as its bytes show it.
 *
 * @param begin the first bytes of what is left, where start and first line are lost: of several telegrams they show whether each lost
 *              the same; empty otherwise
 */
public record Damage(Part part, String begin) {
    public enum Part {
        /** The start is lost or unreadable; the rest of the first line and the end are there. */
        START,
        END,
        MIDDLE,
        /** Most of the telegram is lost: what is left may have the end, as where a line is heard from the middle on. */
        PIECE,
        /** The line did no damage: the telegram is whole, or these are no bytes of one. */
        NONE
    }

    private static final Damage NONE = new Damage(Part.NONE, "");
    /** What is left of a first line: a line without a bracket, before the first register. */
    private static final Pattern REST_OF_FIRST_LINE = Pattern.compile("\\A[^\r\n()]+[\r\n]+\\d-\\d:");
    private static final Pattern END_MARK = Pattern.compile("[\r\n]!(?:[0-9A-Fa-f]{1,4})?\\s*\\z");
    /** Longest end mark with blanks after it, and first line with an empty line after it. */
    private static final int LONGEST_END = 16;
    private static final int LONGEST_START = 80;
    /** So many first bytes show whether telegrams begin alike: the code of a register, before its value. */
    private static final int BEGIN_BYTES = 8;
    /** One telegram that begins in the middle says nothing about the others. */
    private static final int MIN_ALIKE = 2;
    /** The end of an SML file: the escape sequence, a mark, the number of fill bytes and two bytes of checksum. */
    private static final int SML_END_BYTES = 2 * FrameMarks.SML_WORD;

    public static Damage of(byte[] bytes, RejectCause cause) {
        boolean isDamaged = switch (cause) {
            case CRC, TRUNCATED, PARITY, FCS, GARBAGE -> bytes.length > 0;
            case NO_CRC, TOO_LONG, ENCRYPTED, KEY, CONTRADICTION, OUTDATED, BEHIND, UNREADABLE, UNSCALED -> false;
        };
        if (!isDamaged) {
            return NONE;
        }
        int last = bytes.length - 1;
        if (FormatHint.SML_ESCAPE.matches(bytes)) {
            return of(bytes[0] == FrameMarks.SML_ESCAPE,
                    bytes.length >= SML_END_BYTES && bytes[bytes.length - FrameMarks.SML_WORD] == FrameMarks.SML_END);
        }
        if (FrameMarks.isOfLinkFrame(bytes[0]) || FrameMarks.isOfLinkFrame(bytes[last])) {
            return of(FrameMarks.isOfLinkFrame(bytes[0]), FrameMarks.isOfLinkFrame(bytes[last]));
        }
        if (FormatHint.FIRST_LINE.matches(bytes)) {
            // An end mark after it ends an empty telegram: its registers are cut off.
            return of(true, false);
        }
        return FormatHint.REGISTER_TEXT.matches(bytes) ? ofText(bytes) : NONE;
    }

    private static Damage of(boolean hasStart, boolean hasEnd) {
        return new Damage(hasStart ? hasEnd ? Part.MIDDLE : Part.END : hasEnd ? Part.START : Part.PIECE, "");
    }

    private static Damage ofText(byte[] bytes) {
        int from = 0;
        while (ByteSearch.isLineEndOrPadding(bytes[from])) {
            from++;
        }
        boolean hasEnd = END_MARK.matcher(text(bytes, Math.max(0, bytes.length - LONGEST_END), bytes.length)).find();
        if (bytes[from] == '/' && FirstLine.end(bytes, from, bytes.length) >= 0) {
            return of(true, hasEnd);
        }
        if (hasEnd && REST_OF_FIRST_LINE.matcher(text(bytes, from, Math.min(bytes.length, from + LONGEST_START))).find()) {
            return of(false, true);
        }
        return new Damage(Part.PIECE, hasEnd ? text(bytes, from, Math.min(bytes.length, from + BEGIN_BYTES)) : "");
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    public static Part most(List<Damage> damages) {
        List<Damage> known = damages.stream().filter(damage -> damage.part != Part.NONE).toList();
        // A line that loses the first bytes of each telegram leaves them all the same.
        long alike = known.stream().filter(damage -> !damage.begin.isEmpty())
                .collect(Collectors.groupingBy(Damage::begin, Collectors.counting())).values().stream().max(Long::compare).orElse(0L);
        if (2 * Math.max(count(known, Part.START), alike >= MIN_ALIKE ? alike : 0) > known.size()) {
            return Part.START;
        }
        boolean areCut = 2 * (count(known, Part.END) + count(known, Part.PIECE)) >= known.size();
        return known.isEmpty() ? Part.NONE : areCut ? Part.END : Part.MIDDLE;
    }

    private static long count(List<Damage> damages, Part part) {
        return damages.stream().filter(damage -> damage.part == part).count();
    }
}
