package org.dbusp1.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.frame.Crc16;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameMarks;
import org.dbusp1.frame.HdlcHeader;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.SafeText;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;

/**
 * Removes the numbers of meters, M-Bus devices and connections from a raw log. Good telegrams show the numbers; each one
 * is replaced everywhere in the bytes, also in damaged telegrams, by zeros and a counter of the same length. Where no
 * checksum shows that a telegram is whole, parts of a number are removed too. Checksums that were right are made right
 * again. A log of one line, as an owner sends it: it is held in memory.
 */
public final class LogAnonymizer {
    /** Codes of registers with numbers, and labels of the TIC; 96.1.4 is a version, 96.1.7 a model, 199.130.5 a key. */
    private static final Pattern CODES = Pattern.compile("(\\d+-\\d+:)?"
            + "(96\\.1\\.(?![47]\\b)\\d+|96\\.50\\.\\d+|0\\.0\\.\\d+|42\\.0\\.0|C\\.1\\.\\d+|199\\.130\\.5)(\\W.*)?|ADCO|ADSC|PRM");
    /** Shorter texts, and those with fewer digits, name no meter and could be part of a value. */
    private static final Pattern NUMBER = Pattern.compile("(?=.{6})(?=.*[1-9])(?:\\D*\\d){3}[ -~]*");
    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2})+");
    /** A number in the identification of a meter, beside its maker and type: /KMP5 ZABF001587315111. */
    private static final Pattern DIGITS = Pattern.compile("\\d{6,}");
    /** The digits of such a number. A type has fewer: all meters of Flanders send FLU5\253769484_A. */
    private static final int SERIAL = 10;
    /** Zeros, also as the hex digits of a text: they are in many values. */
    private static final Pattern ZEROS = Pattern.compile("0+|3?(03)*0?");
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();
    /** Type and maker in the number of an SML meter. */
    private static final int HEAD = 5;
    /** The shortest parts of a number that are removed from damaged telegrams: as octets, text, hex digits of a text. */
    private static final int PART_OCTETS = 3;
    private static final int PART_TEXT = 6;
    private static final int PART_HEX_DIGITS = 12;

    private final String name;
    private final Supplier<ReadingStream> decoding;
    /** By each form in which a number is on the line, the longest first: the same form of its replacement. */
    private final Map<String, String> replacements = new TreeMap<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
    /** The places of the bytes of good telegrams that have a checksum. */
    private final BitSet intact = new BitSet();
    /** The places of replaced numbers. */
    private final BitSet replaced = new BitSet();
    /** The first bytes of good telegrams. */
    private final BitSet starts = new BitSet();
    /** The numbers that were found, as text or as hex digits. */
    private final List<String> numbers = new ArrayList<>();
    /** The number of telegrams that are good without a repair. */
    private int good;
    private boolean encrypted;

    /**
     * The log without numbers.
     *
     * @param log     as long as the log with them
     * @param numbers the numbers that were replaced, as text or as hex digits
     */
    public record Anonymous(byte[] log, List<String> numbers) {
    }

    /**
     * @param name     the name of the log in messages
     * @param decoding makes a stream from bytes to readings
     */
    public LogAnonymizer(String name, Supplier<ReadingStream> decoding) {
        this.name = name;
        this.decoding = decoding;
    }

    /**
     * Returns a log without its numbers; to be called once.
     *
     * @throws Failure when the log has no good telegram, or would not decode without its numbers
     */
    public Anonymous anonymous(byte[] log) throws Failure {
        decode(log);
        if (encrypted) {
            throw impossible("it is encrypted, and the number of the meter is part of the encryption");
        }
        if (good == 0) {
            throw impossible("it has no good telegram, which would show the numbers");
        }
        byte[] after = log.clone();
        replacements.forEach((number, replacement) -> replace(after, number, replacement));
        new ChecksumUpdate(log, after, starts).run();
        removeParts(after);
        LogAnonymizer proof = new LogAnonymizer(name, decoding);
        proof.decode(after);
        if (proof.good < good) {
            throw impossible("some of its telegrams would not decode any more");
        }
        return new Anonymous(after, numbers);
    }

    private void decode(byte[] log) {
        ReadingStream stream = decoding.get();
        pass(stream, stream.take(log, 0, log.length));
        pass(stream, stream.end());
    }

    private void pass(ReadingStream stream, List<Frame> frames) {
        for (Frame frame : frames) {
            ReadingStream.Decoded decoded = stream.decode(frame);
            decoded.reading().ifPresent(reading -> accepted(reading, frame));
            encrypted |= decoded.cause().filter(RejectCause.ENCRYPTED::equals).isPresent();
        }
    }

    private Failure impossible(String why) {
        return new Failure(ExitStatus.NO_DATA, name + ": cannot be copied without its numbers: " + why);
    }

    private void accepted(Reading reading, Frame frame) {
        if (!reading.message().repaired()) {
            good++;
            starts.set((int) frame.offset());
            // Without a checksum a good telegram may have lost bytes of a number.
            if (!reading.message().hasNoChecksum()) {
                intact.set((int) frame.offset(), (int) frame.offset() + frame.length());
            }
        }
        encrypted |= frame.encryption().isPresent() || frame.format() == Frame.Format.P1_ENCRYPTED;
        reading.meter().equipmentId().ifPresent(this::number);
        reading.devices().stream().map(MBusDevice::id).flatMap(Optional::stream).forEach(this::number);
        reading.message().registers().stream().filter(register -> CODES.matcher(register.obis()).matches()).forEach(this::register);
        if (frame.format().content() == Frame.Content.TELEGRAM) {
            for (Matcher found = DIGITS.matcher(reading.meter().identification()); found.find();) {
                String digits = found.group();
                if (digits.length() >= SERIAL || replacements.keySet().stream().anyMatch(one -> one.contains(digits))) {
                    number(digits);
                }
            }
        }
    }

    private void register(Register register) {
        register.text().ifPresent(this::number);
        for (String text : register.raw().split("[()]+")) {
            if (!HEX.matcher(text).matches()) {
                number(text);
                continue;
            }
            String octets = new String(HexFormat.of().parseHex(text), ISO_8859_1);
            boolean printable = octets.chars().allMatch(SafeText::isPrintable);
            number(printable ? octets : text);
            if (!printable && octets.length() > HEAD && !replacements.containsKey(octets)) {
                String zeros = octets.substring(0, HEAD) + "\0".repeat(octets.length() - HEAD - 1);
                numbers.add(text);
                replacements.put(octets, zeros + (char) numbers.size());
            }
        }
    }

    /** Keeps a number with its replacement, as text and as the hex digits of that text. */
    private void number(String number) {
        if (replacements.containsKey(number) || !NUMBER.matcher(number).matches()) {
            return;
        }
        numbers.add(number);
        String replacement = replacement(number, numbers.size());
        replacements.put(number, replacement);
        replacements.put(hex(number), hex(replacement));
        replacements.put(hex(number).toLowerCase(Locale.ROOT), hex(replacement).toLowerCase(Locale.ROOT));
    }

    private static String hex(String text) {
        return UPPER.formatHex(text.getBytes(ISO_8859_1));
    }

    /** Zeros in the place of digits, of hex digits where the number has no other letters; the counter at the end. */
    private static String replacement(String number, int counter) {
        boolean hex = HEX.matcher(number).matches();
        StringBuilder replaced = new StringBuilder(number);
        int rest = counter;
        for (int at = number.length() - 1; at >= 0; at--) {
            if (Character.digit(number.charAt(at), hex ? 16 : 10) >= 0) {
                replaced.setCharAt(at, (char) ('0' + rest % 10));
                rest /= 10;
            }
        }
        return replaced.toString();
    }

    private void replace(byte[] bytes, String number, String replacement) {
        byte[] old = number.getBytes(ISO_8859_1);
        byte[] now = replacement.getBytes(ISO_8859_1);
        for (int at = 0; at + old.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + old.length, old, 0, old.length)) {
                System.arraycopy(now, 0, bytes, at, now.length);
                replaced.set(at, at + now.length);
            }
        }
    }

    /** Removes the parts of numbers outside of intact telegrams, each with all digits beside it. */
    private void removeParts(byte[] log) {
        Set<String> parts = new HashSet<>();
        for (String number : replacements.keySet()) {
            int length = partLength(number);
            for (int at = 0; at + length <= number.length(); at++) {
                String part = number.substring(at, at + length);
                if (!ZEROS.matcher(part).matches()) {
                    parts.add(part);
                }
            }
        }
        BitSet kept = (BitSet) intact.clone();
        kept.or(replaced);
        byte[] before = log.clone();
        for (int at = kept.nextClearBit(0); at < before.length; at = kept.nextClearBit(at + 1)) {
            for (int length : new int[] {PART_OCTETS, PART_TEXT, PART_HEX_DIGITS}) {
                if (at + length <= before.length && parts.contains(new String(before, at, length, ISO_8859_1))) {
                    int from = at;
                    while (from > 0 && !kept.get(from - 1) && isDigit(before[from - 1], length)) {
                        from--;
                    }
                    int to = at + length;
                    while (to < before.length && !kept.get(to) && isDigit(before[to], length)) {
                        to++;
                    }
                    clear(log, from, to, kept);
                }
            }
        }
    }

    /** Returns whether a byte belongs to the same digits as a part of a number of this length. */
    private static boolean isDigit(byte digit, int partLength) {
        return partLength != PART_OCTETS && Character.digit(digit, partLength == PART_HEX_DIGITS ? 16 : 10) >= 0;
    }

    /** Returns the length of the shortest part of a number that is removed, in the form of the number on the line. */
    private int partLength(String number) {
        if (!number.chars().allMatch(SafeText::isPrintable)) {
            return PART_OCTETS;
        }
        boolean digitsOfText = HEX.matcher(number).matches() && !replacements.containsKey(hex(number));
        return digitsOfText ? PART_HEX_DIGITS : PART_TEXT;
    }

    private static void clear(byte[] bytes, int from, int to, BitSet kept) {
        for (int at = from; at < to; at++) {
            if (!kept.get(at)) {
                if (!SafeText.isPrintable(bytes[at])) {
                    bytes[at] = 0;
                } else if (Character.isLetterOrDigit(bytes[at])) {
                    bytes[at] = '0';
                }
            }
        }
    }

    /**
     * Makes the checksums of changed bytes right again, where they were right before: of P1 telegrams, HDLC frames, SML
     * files and groups of TIC frames.
     *
     * @param before the bytes as they came
     * @param after  the bytes as they are now, of the same number
     * @param starts the places where good telegrams begin, also in the middle of a line that another one did not end
     */
    private record ChecksumUpdate(byte[] before, byte[] after, BitSet starts) {
        private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{4}");
        private static final int WORD = FrameMarks.SML_WORD;
        private static final int SML_START = 2 * WORD;
        /** The type and the length of a checksum in an SML message: a number without sign in two bytes. */
        private static final byte SML_NUMBER = 0x63;
        private static final byte SML_SHORT_NUMBER = 0x62;
        /** In a message behind its own type and that of the transaction's number, which has two bytes at least. */
        private static final int TRANSACTION = 2;

        /** Changes the checksums. */
        void run() {
            int slash = 0;
            int group = 0;
            for (int at = 0; at < before.length; at++) {
                switch (before[at]) {
                    case '/' -> slash = starts.get(at) || beginsLine(at) ? at : slash;
                    case '!' -> telegram(slash, at);
                    case HdlcHeader.FLAG -> hdlc(at);
                    case FrameMarks.SML_ESCAPE -> sml(at);
                    case '\n' -> group = at;
                    case '\r' -> group(group + 1, at);
                    default -> { }
                }
            }
        }

        private boolean beginsLine(int at) {
            return at == 0 || before[at - 1] == '\n';
        }

        /**
         * A P1 telegram: four hex digits behind the mark. They change by what the bytes change the CRC, which is linear: so
         * a damaged telegram stays as damaged as it was.
         */
        private void telegram(int slash, int mark) {
            if (mark + WORD >= before.length) {
                return;
            }
            String printed = new String(before, mark + 1, WORD, ISO_8859_1);
            if (HEX.matcher(printed).matches()) {
                int changed = Crc16.ARC.of(before, slash, mark + 1) ^ Crc16.ARC.of(after, slash, mark + 1);
                byte[] digits = String.format("%04X", Integer.parseInt(printed, 16) ^ changed).getBytes(ISO_8859_1);
                System.arraycopy(digits, 0, after, mark + 1, WORD);
            }
        }

        /** An HDLC frame between two flags. */
        private void hdlc(int flag) {
            HdlcHeader.of(before, flag + 1, before.length).map(header -> flag + 1 + header.length())
                    .filter(end -> end < before.length && before[end] == HdlcHeader.FLAG)
                    .ifPresent(end -> lowFirst(Crc16.X_25, flag + 1, end - 2, end - 2));
        }

        /** An SML file from its start sequence to its end sequence, with its messages. */
        private void sml(int at) {
            if (!all(at, FrameMarks.SML_ESCAPE) || !all(at + WORD, FrameMarks.SML_VERSION)) {
                return;
            }
            int end = at + SML_START;
            while (end + SML_START <= before.length && !(all(end, FrameMarks.SML_ESCAPE) && before[end + WORD] == FrameMarks.SML_END)) {
                end++;
            }
            if (end + SML_START > before.length) {
                return;
            }
            int message = at + SML_START;
            for (int check = message; check < end; check++) {
                if (before[check] == SML_NUMBER && before[check + 3] == 0
                        && (lowFirst(Crc16.X_25, message, check, check + 1)
                        || lowFirst(Crc16.KERMIT, message, check, check + 1))) {
                    message = check + WORD;
                } else if (before[check] == SML_SHORT_NUMBER && before[check + 2] == 0
                        && (highOnly(Crc16.X_25, message, check) || highOnly(Crc16.KERMIT, message, check))) {
                    message = check + WORD - 1;
                }
            }
            lowFirst(Crc16.X_25, at, end + SML_START - 2, end + SML_START - 2);
        }

        /**
         * The checksum of an SML message whose low byte is 0 and left out by the meter. The transaction's number, which
         * has no meaning, is changed until it is so again: one of 256 numbers makes it so.
         */
        private boolean highOnly(Crc16 kind, int message, int check) {
            if (kind.of(before, message, check) != (before[check + 1] & 0xFF) << 8) {
                return false;
            }
            for (int number = 0; (kind.of(after, message, check) & 0xFF) != 0 && number <= 0xFFFF; number++) {
                after[message + TRANSACTION] = (byte) number;
                after[message + TRANSACTION + 1] = (byte) (number >>> 8);
            }
            after[check + 1] = (byte) (kind.of(after, message, check) >>> 8);
            return true;
        }

        private boolean all(int from, byte value) {
            boolean all = from + WORD <= before.length;
            for (int at = from; all && at < from + WORD; at++) {
                all = before[at] == value;
            }
            return all;
        }

        /** A checksum of the bytes [from, to) in two bytes, the low one first; false where it was wrong. */
        private boolean lowFirst(Crc16 kind, int from, int to, int place) {
            int old = kind.of(before, from, to);
            if (before[place] != (byte) old || before[place + 1] != (byte) (old >>> 8)) {
                return false;
            }
            int now = kind.of(after, from, to);
            after[place] = (byte) now;
            after[place + 1] = (byte) (now >>> 8);
            return true;
        }

        /** A group of a TIC frame: the check is six bits of the sum, with a tab behind the data but not with a blank. */
        private void group(int from, int end) {
            int separator = end - 2;
            if (separator <= from || before[separator] != '\t' && before[separator] != ' ') {
                return;
            }
            int to = before[separator] == '\t' ? end - 1 : separator;
            if (before[end - 1] == check(before, from, to)) {
                after[end - 1] = check(after, from, to);
            }
        }

        private static byte check(byte[] bytes, int from, int to) {
            int sum = 0;
            for (int at = from; at < to; at++) {
                sum += bytes[at];
            }
            return (byte) ((sum & 0x3F) + ' ');
        }
    }
}
