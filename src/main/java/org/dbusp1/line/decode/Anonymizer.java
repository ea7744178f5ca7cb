package org.dbusp1.line.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.BREAKER;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.CLOCK;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.CLOCK_DATE;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.CLOCK_TIME;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.FAILURES;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.FUSE;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.GAS_OF_HOUR;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.LIMITER;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.MBUS_OLD_READING;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.MBUS_READING;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.MBUS_TYPE;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.MBUS_VALVE;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.NUMBER;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.PEAK_HISTORY;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.TARIFF;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.TIMED_NUMBER;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.UNIX_CLOCK;
import static org.dbusp1.line.decode.register.RegisterTable.RegisterType.VERSION;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.SafeText;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.line.decode.register.RegisterTable.RegisterType;
import org.dbusp1.line.frame.FormatHint;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.FrameSink;
import org.dbusp1.line.source.NoteFilterInputStream;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.RejectCause;

/**
 * Copies a raw log without private data. Of text, the codes of all registers stay, and the numbers and times of harmless registers;
 * every other letter becomes X and every other digit 0, also in damaged telegrams. Of binary messages, numbers stay, in DLMS unless
 * they follow the code of any other register; octet strings become zeros, except known codes and, in DLMS, times. Encrypted
 * messages and damaged binary ones become zeros as a whole. Checksums are not corrected: the copy says so at its start.
 */
public final class Anonymizer {
    /** What was done to a copy, for the message of a command. */
    public static final String SUMMARY = "redacted; codes and the numbers and times of known registers are kept";

    private static final String HEAD = NoteFilterInputStream.MARK + "redacted copy: letters are X, digits and octets are 0, unless they are"
            + " known to be harmless; the checksums are those of the original and no longer match\n";

    private static final Set<RegisterType> HARMLESS = EnumSet.of(NUMBER, TIMED_NUMBER, TARIFF, FUSE, CLOCK, UNIX_CLOCK, CLOCK_DATE,
            CLOCK_TIME, VERSION, BREAKER, LIMITER, PEAK_HISTORY, FAILURES, MBUS_TYPE, MBUS_VALVE, MBUS_READING, MBUS_OLD_READING,
            GAS_OF_HOUR);
    private static final String CODE = "(?:\\d{1,3}-\\d{1,3}:)?(?:\\d{1,2}|[CF])\\.\\d{1,3}(?:\\.\\d{1,3})?(?:[*.]\\d{1,3})?";
    /** The code of a register, before a whole group in brackets. */
    private static final Pattern REGISTER = Pattern.compile("(?<=^|\\))" + CODE + "(?=\\([^()]*+\\))");
    /** The values that stay: a number with unit or decimals, a short number, a time, a code; no part of a serial number. */
    private static final Pattern VALUE = Pattern.compile("[-+]?\\d{1,10}(?:\\.\\d{1,8})?\\*[A-Za-z0-9%]{1,6}"
            + "|[-+]?\\d{1,8}\\.\\d{1,8}|[-+]?\\d{1,5}"
            + "|\\d\\d(?:0\\d|1[0-2])[0-3]\\d[0-2]\\d[0-5]\\d(?:[0-5]\\d)?[WS]?|[12]\\d{9}"
            + "|\\d\\d[-.]\\d\\d[-.]\\d\\d|\\d\\d:\\d\\d(?::\\d\\d)?|" + CODE);
    /** The scanner remembers fewer bytes of a frame that is not whole. */
    private static final int MOST_BYTES_OF_FRAME = 1 << 16;
    private static final int PIECE_BYTES = 1 << 13;
    private static final int OCTET_STRING = 0x09;
    private static final int VISIBLE_STRING = 0x0A;
    private static final int CODE_OCTETS = 6;
    private static final int TIME_OCTETS = 12;
    /** The most letters and digits in a row that stay in a list of DLMS, whatever they are. */
    private static final int SHORT_TEXT = 3;
    private static final int SML_WORD = 4;

    private final Supplier<FrameScanner> scanners;
    private final Supplier<StreamDecoder> decoders;

    public Anonymizer(Supplier<FrameScanner> scanners, Supplier<StreamDecoder> decoders) {
        this.scanners = scanners;
        this.decoders = decoders;
    }

    /** Returns the redacted copy of a log. Notes of the driver in the log stay. */
    public byte[] copy(byte[] log) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(log.length + HEAD.length());
        try {
            Copy copy = copyTo(whole);
            InputStream in = new NoteFilterInputStream(new ByteArrayInputStream(log), copy::note);
            byte[] piece = new byte[PIECE_BYTES];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                copy.accept(piece, count);
            }
            copy.end();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read and written", e);
        }
        return whole.toByteArray();
    }

    /** Begins a redacted copy of a log of any size. */
    public Copy copyTo(OutputStream out) throws IOException {
        return new Copy(out, scanners.get(), decoders.get());
    }

    /**
     * Redacts a log in pieces. What no later frame can contain any more is written, up to the end of a line: at most some hundred kB are
     * in memory.
     */
    public static final class Copy implements FrameSink {
        private record Note(long offset, byte[] bytes) {
        }

        private final OutputStream out;
        private final FrameScanner scanner;
        private final StreamDecoder decoder;
        private final Deque<Note> notes = new ArrayDeque<>();
        private byte[] original = new byte[0];
        /** The bytes of {@code original}, redacted up to {@code redactedTo}. */
        private byte[] log = new byte[0];
        private int length;
        /** Number of bytes of the log before {@code original}. */
        private long written;
        private int redactedTo;
        /** Whether a part of the line at {@code redactedTo} was removed because the line is too long for a telegram's. */
        private boolean inLongLine;
        private boolean hasTelegrams;

        private Copy(OutputStream out, FrameScanner scanner, StreamDecoder decoder) throws IOException {
            this.out = out;
            this.scanner = scanner;
            this.decoder = decoder;
            out.write(HEAD.getBytes(ISO_8859_1));
        }

        private void note(long offset, byte[] note) {
            notes.add(new Note(offset, note));
        }

        public void accept(byte[] bytes, int count) throws IOException {
            if (length + count > original.length) {
                int capacity = Math.max(length + count, 2 * original.length);
                original = Arrays.copyOf(original, capacity);
                log = Arrays.copyOf(log, capacity);
            }
            System.arraycopy(bytes, 0, original, length, count);
            System.arraycopy(bytes, 0, log, length, count);
            length += count;
            scanner.accept(bytes, 0, count, this);
            int last = length - MOST_BYTES_OF_FRAME;
            if (last > redactedTo + MOST_BYTES_OF_FRAME) {
                int end = last;
                while (end > redactedTo && !isLineEnd(original[end - 1])) {
                    end--;
                }
                if (end > redactedTo) {
                    redactLines(end);
                } else {
                    Arrays.fill(log, redactedTo, last, (byte) 0);
                    inLongLine = true;
                    redactedTo = last;
                }
                write();
            }
        }

        public void end() throws IOException {
            scanner.end(this);
            redactLines(length);
            write();
        }

        /** Returns whether the log holds a telegram or frame of a meter, good or rejected. */
        public boolean hasTelegrams() {
            return hasTelegrams;
        }

        @Override
        public void frame(Frame frame) {
            hasTelegrams = true;
            redact(frame, true);
        }

        @Override
        public void rejected(Frame frame, RejectCause cause) {
            hasTelegrams |= FormatHint.isFromMeter(frame.bytes(), cause);
            redact(frame, false);
        }

        private void redact(Frame frame, boolean good) {
            int from = Math.max(redactedTo, Math.toIntExact(frame.offset() - written));
            int to = Math.min(length, Math.toIntExact(frame.offset() - written) + frame.length());
            if (frame.format() == Frame.Format.P1 || from >= to) {
                return;
            }
            redactLines(from);
            boolean readable = good && frame.encryption() == null && decoder.decode(frame) instanceof DecodeResult.Decoded;
            if (!readable) {
                Arrays.fill(log, from, to, (byte) 0);
            } else if (frame.format() == Frame.Format.SML) {
                redactSml(log, from, to);
            } else {
                redactDlms(original, log, from, to);
            }
            redactedTo = to;
        }

        private void redactLines(int to) {
            int from = redactedTo;
            while (inLongLine && from < to) {
                inLongLine = !isLineEnd(log[from]);
                log[from++] = 0;
            }
            redactText(log, from, to);
            redactedTo = to;
        }

        private void write() throws IOException {
            int at = 0;
            while (!notes.isEmpty() && notes.getFirst().offset <= written + redactedTo) {
                int to = Math.toIntExact(notes.getFirst().offset - written);
                out.write(log, at, to - at);
                out.write(notes.removeFirst().bytes);
                at = to;
            }
            out.write(log, at, redactedTo - at);
            System.arraycopy(original, redactedTo, original, 0, length - redactedTo);
            System.arraycopy(log, redactedTo, log, 0, length - redactedTo);
            written += redactedTo;
            length -= redactedTo;
            redactedTo = 0;
        }
    }

    private static boolean isLineEnd(byte octet) {
        return octet == '\n' || octet == '\r';
    }

    /** A line with other octets than text is damaged or binary: all of it is removed. */
    private static void redactText(byte[] log, int from, int to) {
        int start = from;
        for (int at = from; at <= to; at++) {
            if (at == to || isLineEnd(log[at])) {
                byte[] line = Arrays.copyOfRange(log, start, at);
                byte[] redacted = redactedLine(line);
                System.arraycopy(redacted, 0, log, start, redacted.length);
                start = at + 1;
            }
        }
    }

    private static byte[] redactedLine(byte[] line) {
        String text = new String(line, ISO_8859_1);
        if (!text.chars().allMatch(SafeText::isPrintable)) {
            return new byte[line.length];
        }
        StringBuilder redacted = new StringBuilder(hidden(text));
        for (Matcher code = REGISTER.matcher(text); code.find();) {
            redacted.replace(code.start(), code.end(), code.group());
            boolean harmless = HARMLESS.contains(registerType(code.group()));
            // One bracket after the other: a regular expression for all of them needs the stack for each.
            int at = code.end();
            for (int end = bracketEnd(text, at); end >= 0; at = end + 1, end = bracketEnd(text, at)) {
                String value = text.substring(at + 1, end);
                if (harmless && VALUE.matcher(value).matches()) {
                    redacted.replace(at + 1, end, value);
                }
            }
        }
        return redacted.toString().getBytes(ISO_8859_1);
    }

    /** Returns the place of the closing bracket of the group that begins at a place; -1 if none begins there, or it has no end. */
    private static int bracketEnd(String text, int at) {
        if (at >= text.length() || text.charAt(at) != '(') {
            return -1;
        }
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '(' && text.charAt(end) != ')') {
            end++;
        }
        return end < text.length() && text.charAt(end) == ')' ? end : -1;
    }

    /** Characters other than letters and digits stay, because they show the structure of a telegram. */
    private static String hidden(String text) {
        StringBuilder hidden = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                hidden.setCharAt(i, Character.isDigit(text.charAt(i)) ? '0' : 'X');
            }
        }
        return hidden.toString();
    }

    private static RegisterType registerType(String code) {
        int star = code.indexOf('*') < 0 ? code.length() : code.indexOf('*');
        // Meters omit a group of the code without meaning, which is 255 in full.
        String e = code.indexOf('.') == code.lastIndexOf('.') ? ".255" : "";
        try {
            return RegisterTable.definition(Obis.parse((code.indexOf(':') < 0 ? "1-0:" : "") + code.substring(0, star) + e
                    + code.substring(star))).kind();
        } catch (IllegalArgumentException cause) {
            return RegisterType.UNKNOWN;
        }
    }

    /**
     * Lists of DLMS: a string is a type, a length and its octets. Every possible start of a string counts, so that no string
     * stays; other octets may be removed too. A number after a code that is not known to be harmless may be the meter's.
     */
    private static void redactDlms(byte[] original, byte[] log, int from, int to) {
        for (int at = from; at + 1 < to; at++) {
            int length = original[at + 1] & 0xFF;
            boolean string = original[at] == OCTET_STRING || original[at] == VISIBLE_STRING;
            if (string && length > 0 && at + 2 + length <= to && !mayStay(original, at + 2, length)) {
                Arrays.fill(log, at + 2, at + 2 + length, (byte) 0);
            }
            int value = at + 2 + length;
            if (string && length == CODE_OCTETS && value < to && !HARMLESS.contains(registerType(original, at + 2))) {
                AXdr.Type type = AXdr.Type.of(original[value] & 0xFF);
                int size = type == null || !type.isNumber() ? 0 : type.size();
                Arrays.fill(log, value + 1, Math.min(to, value + 1 + size), (byte) 0);
            }
        }
        for (int at = from; at < to; at++) {
            int end = at;
            while (end < to && SafeText.isPrintable(original[end]) && Character.isLetterOrDigit(original[end])) {
                end++;
            }
            if (end - at > SHORT_TEXT) {
                Arrays.fill(log, at, end, (byte) 0);
            }
            at = Math.max(at, end - 1);
        }
    }

    private static boolean mayStay(byte[] bytes, int at, int length) {
        return length == CODE_OCTETS && isCode(bytes, at)
                || length == TIME_OCTETS && bytes[at] == 0x07 && (bytes[at + 1] & 0xFF) >= 0xD0 && (bytes[at + 1] & 0xFF) < 0xF0
                && bytes[at + 2] <= 12 && bytes[at + 3] <= 31 && bytes[at + 5] < 24;
    }

    private static boolean isCode(byte[] bytes, int at) {
        return registerType(bytes, at) != RegisterType.UNKNOWN;
    }

    private static RegisterType registerType(byte[] bytes, int at) {
        Obis code = new Obis(bytes[at] & 0xFF, bytes[at + 1] & 0xFF, bytes[at + 2] & 0xFF, bytes[at + 3] & 0xFF, bytes[at + 4] & 0xFF,
                bytes[at + 5] & 0xFF);
        return RegisterTable.definition(code).kind();
    }

    /** From an invalid element on, nothing is known, so all of it is removed. */
    private static void redactSml(byte[] log, int from, int to) {
        int end = Math.max(from, to - 2 * SML_WORD);
        int at = Math.min(end, from + 2 * SML_WORD);
        SmlReader reader = new SmlReader(log, at, end);
        try {
            while (!reader.ended()) {
                at = reader.position();
                if (log[at] == 0) {
                    reader.endOfMessage();
                } else {
                    redact(reader.valueOrHead());
                }
            }
        } catch (SmlReader.MalformedException e) {
            Arrays.fill(log, at, end, (byte) 0);
        }
    }

    private static void redact(SmlReader.Value value) {
        if (value.type() == AXdr.Type.OCTET_STRING && !(value.size() == CODE_OCTETS && isCode(value.bytes(), value.from()))) {
            Arrays.fill(value.bytes(), value.from(), value.to(), (byte) 0);
        }
    }
}
