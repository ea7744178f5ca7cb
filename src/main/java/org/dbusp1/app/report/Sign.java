package org.dbusp1.app.report;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.frame.FormatHint;
import org.jspecify.annotations.Nullable;

/**
 * The signs of causes that cannot be undone, because bytes or bits are lost. A row says the least number of bytes in which the sign is no
 * chance, and what the cause leaves in them and nothing else does. The first row counts that fits.
 */
enum Sign {
    ONE_BYTE(Condition.LINE_ONE_BYTE, 8, in -> in.distinct == 1),
    REQUESTS(Condition.LINE_ASKS, 0, Sample::isRequests),
    /** A longer text is no answer to a connection. */
    REFUSAL(Condition.LINE_TAKEN, 0, in -> in.bytes.length < 1_024 && in.isText() && in.has(Words.REFUSAL)),
    OTHER_SERVICE(Condition.LINE_OTHER_SERVICE, 0, in -> in.isText() && in.has(Words.SERVICE)),
    HEX(Condition.LINE_HEX_TEXT, 0, in -> in.has(Words.SML_IN_HEX)),
    /** The first 1 after the start bit is lost. */
    WEAK_LIGHT(Condition.LINE_WEAK_LIGHT, 64, in -> in.isVaried() && in.odd == 0 && in.has(Words.WEAK_FRAME)),
    /** Bit 0 is the start bit of an inverted line. */
    INVERTED(Condition.LINE_INVERTED, 64, in -> in.isVaried() && in.odd >= 0.95 * in.bytes.length),
    /** All bytes have even parity and are no text of 7 bits, or all but the zeros have odd parity. */
    ONE_PARITY(Condition.LINE_ONE_PARITY, 64, in -> in.isVaried()
            && (in.oddParity == 0 && !in.isSevenBitText() || in.oddParity == in.bytes.length - in.zeros)),
    /** Such as a parity bit: of a meter without a checksum. */
    EIGHTH_BIT(Condition.LINE_EIGHTH_BIT, 0, in -> in.high >= 0.05 * in.bytes.length && in.isTextOfSevenBits()),
    /** In a binary list each code ends with one FF; text may be filled up with pairs (Sanxing, Hungary). */
    DOUBLED_FF(Condition.LINE_TELNET, 0, in -> in.isMeterBinary() && in.hasDoubledFf()),
    TEXT_CODING(Condition.LINE_TEXT_CODING, 0, in -> !in.isText() && in.isOneCoding()),
    /** No meter prints so many registers in one line: what was between them is lost, or another character. */
    LINE_ENDS(Condition.LINE_LINE_ENDS, 0, in -> in.has(Words.REGISTERS_IN_A_LINE)),
    /** A list of a meter has zeros in so many bytes. */
    ZEROS(Condition.LINE_ZEROS_LOST, 200, in -> in.zeros == 0 && (in.isMeterBinary() || in.has(Words.HDLC_WITHOUT_ZEROS))),
    /** Of so many bytes of a meter some are XON or XOFF. */
    FLOW_CONTROL(Condition.LINE_FLOW_CONTROL, 1_000, in -> in.isMeterBinary() && in.high > 0 && in.flowControl == 0 && in.lostBytes()),
    SEVEN_BITS(Condition.LINE_SEVEN_BITS, 48, in -> in.high == 0 && in.has(Words.SEVEN_BIT_FRAME)),
    /** The line is read much faster than it sends, so that a byte shows less than three of its bits. */
    TOO_FAST(Condition.LINE_WRONG_SPEED, Sign.LONG_TEXT, in -> in.distinct > 1 && in.distinct <= 8 && !in.isText());

    private static final int LONG_TEXT = 256;
    private static final int MOST_VALUES_OF_TEXT = 72;

    private final Condition cause;
    private final int least;
    private final Predicate<Sample> left;

    /**
     * @param least number of bytes
     * @param left what the cause leaves
     */
    Sign(Condition cause, int least, Predicate<Sample> left) {
        this.cause = cause;
        this.least = least;
        this.left = left;
    }

    Condition cause() {
        return cause;
    }

    private boolean isLeftIn(Sample sample) {
        return sample.bytes.length >= least && left.test(sample);
    }

    /** Returns the cause that one of the samples shows; null if none is shown. */
    static @Nullable Condition shown(List<byte[]> samples) {
        List<Sample> counted = samples.stream().map(Sample::new).toList();
        for (Sign each : values()) {
            if (counted.stream().anyMatch(each::isLeftIn)) {
                return each.cause;
            }
        }
        return null;
    }

    /** Returns whether bytes that cannot be read have as few values as text: text that is inverted, or read at a wrong speed. */
    static boolean looksLikeText(byte[] sample) {
        return sample.length >= LONG_TEXT && new Sample(sample).distinct <= MOST_VALUES_OF_TEXT;
    }

    /** Returns whether bytes are text. */
    static boolean isText(byte[] sample) {
        return new Sample(sample).isText();
    }

    /** Words of programs in text, which no meter sends, and starts of frames as a fault shows them. */
    private static final class Words {
        private static final Pattern REFUSAL = Pattern.compile("(?i)in use|too many (clients|connections)|already (open|connected)|busy");
        private static final Pattern SERVICE = Pattern.compile("(?i)HTTP/1\\.|^SSH-|<html|login:|password:|^220[ -]|ESPHome|mosquitto");
        /** The start of SML, an LLC header of HDLC, or the code of a register, without the eighth bits. */
        private static final Pattern SEVEN_BIT_FRAME = Pattern.compile("\\x1B{4}\\x01{4}|f[fg]\\x00|\\x09\\x06[\\x00\\x01].{4}\\x7F.",
                Pattern.DOTALL);
        /** The start of SML, or an LLC header of HDLC, as a weak head reads them. */
        private static final Pattern WEAK_FRAME = Pattern.compile("\\x12{4}\\x00{4}|\\xC4[\\xC4\\xC6]\\x00");
        /** An LLC header of HDLC without its byte 00. */
        private static final Pattern HDLC_WITHOUT_ZEROS = Pattern.compile("~[\\xA0-\\xAF].{2,9}\\xE6[\\xE6\\xE7][^\\x00]", Pattern.DOTALL);
        /** A code in a bracket is a value, as in a load profile. */
        private static final Pattern REGISTERS_IN_A_LINE =
                Pattern.compile("(?:(?<![(.\\d])\\d-\\d:\\d+[.]\\d+[.]\\d+\\([^\\r\\n(]{0,80}){6}");
        private static final Pattern SML_IN_HEX = Pattern.compile("(?i)(?:1B[ :]?){4}(?:01[ :]?){4}");
    }

    /** Counts of the bytes of a sample. */
    private static final class Sample {
        /** A meter's text has hardly any other bytes. */
        private static final double TEXT_SHARE = 0.99;
        private static final int LONGEST_LINE = 256;
        private static final int MANY_RUNS = 8;
        /** High bytes that are no characters: the last part of one at the start of the sample, the first of one at its end. */
        private static final int CUT_CHARACTERS = 4;
        private static final int FEW_CHARACTERS = 16;
        private static final int REQUEST_BYTES = 5;
        private static final int REQUEST_START = 0x10;
        private static final int REQUEST_END = 0x16;
        /** Characters of UTF-8 up to FF, or other ones of Windows-1252 and the character in the place of an unknown one. */
        private static final Pattern CODED = Pattern.compile("[\u00C2-\u00DF][\u0080-\u00BF]|[\u00E2-\u00EF][\u0080-\u00BF]{2}");
        private static final Pattern FF = Pattern.compile("\u00FF+");
        private static final String SML_START = "\u001B\u001B\u001B\u001B\u0001\u0001\u0001\u0001";
        private static final String SML_END = "\u001B\u001B\u001B\u001B\u001A";

        private final byte[] bytes;
        private final String text;
        private int distinct;
        private int odd;
        private int oddParity;
        private int zeros;
        private int high;
        private int flowControl;
        private final byte[] sevenBits;

        Sample(byte[] bytes) {
            this.bytes = bytes;
            this.text = new String(bytes, StandardCharsets.ISO_8859_1);
            boolean[] seen = new boolean[256];
            sevenBits = new byte[bytes.length];
            for (int at = 0; at < bytes.length; at++) {
                int value = bytes[at] & 0xFF;
                distinct += seen[value] ? 0 : 1;
                seen[value] = true;
                odd += value & 1;
                oddParity += Integer.bitCount(value) & 1;
                zeros += value == 0 ? 1 : 0;
                high += value >>> 7;
                flowControl += value == 0x11 || value == 0x13 ? 1 : 0;
                sevenBits[at] = (byte) (value & 0x7F);
            }
        }

        private boolean isVaried() {
            return distinct >= 5;
        }

        private boolean has(Pattern pattern) {
            return pattern.matcher(text).find();
        }

        private boolean isText() {
            // STX, ETX and TAB are in text of meters, such as the French TIC.
            long marks = text.chars().filter(character -> character == 2 || character == 3 || character == '\t').count();
            return bytes.length > 0 && SafeText.countPrintable(bytes, bytes.length) + marks >= TEXT_SHARE * bytes.length
                    && (bytes.length < LONGEST_LINE || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0);
        }

        /** Returns whether this may be text of 7 bits, which is read with even parity. */
        private boolean isSevenBitText() {
            return SafeText.countPrintable(sevenBits, sevenBits.length) >= 0.7 * bytes.length;
        }

        private boolean isTextOfSevenBits() {
            return SafeText.countPrintable(sevenBits, sevenBits.length) >= TEXT_SHARE * bytes.length
                    && FormatHint.REGISTER_TEXT.matches(sevenBits);
        }

        private boolean isMeterBinary() {
            return FormatHint.SML_ESCAPE.matches(bytes) || FormatHint.LINK_HEADER.matches(bytes)
                    || FormatHint.REGISTER_OCTETS.matches(bytes);
        }

        /** Returns whether the high bytes are characters of UTF-8, but for some at the ends. */
        private boolean isOneCoding() {
            String rest = CODED.matcher(text).replaceAll("");
            return high >= FEW_CHARACTERS && rest.chars().filter(character -> character > 0x7F).count() <= CUT_CHARACTERS;
        }

        /** Returns whether there are many runs of FF, each of an even number. */
        private boolean hasDoubledFf() {
            List<String> runs = FF.matcher(text).results().map(MatchResult::group).toList();
            // The first and the last may be cut off.
            return runs.size() >= MANY_RUNS && runs.stream().skip(1).limit(runs.size() - 2).allMatch(run -> run.length() % 2 == 0);
        }

        /** Returns whether SML files have lost bytes: the length of a file is a multiple of four. */
        private boolean lostBytes() {
            int files = 0;
            int start = text.indexOf(SML_START);
            while (start >= 0) {
                int end = text.indexOf(SML_END, start + SML_START.length());
                files += end >= 0 && (end - start) % 4 != 0 ? 1 : 0;
                start = end < 0 ? -1 : text.indexOf(SML_START, end);
            }
            return files >= 2;
        }

        /** Returns whether bytes are two or more short frames of the M-Bus (EN 13757-2), the last one perhaps cut off. */
        private boolean isRequests() {
            int first = text.indexOf(REQUEST_START);
            if (first < 0 || first >= REQUEST_BYTES) {
                return false;
            }
            int at = first;
            while (at + REQUEST_BYTES <= bytes.length) {
                if (bytes[at] != REQUEST_START || bytes[at + 4] != REQUEST_END || (byte) (bytes[at + 1] + bytes[at + 2]) != bytes[at + 3]) {
                    return false;
                }
                at += REQUEST_BYTES;
            }
            return at - first >= 2 * REQUEST_BYTES && (at == bytes.length || bytes[at] == REQUEST_START);
        }
    }
}
