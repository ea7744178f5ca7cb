package org.dbusp1.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.BREAKER;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.CLOCK;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.CLOCK_DATE;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.CLOCK_TIME;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.FAILURES;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.FUSE;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.GAS_OF_HOUR;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.LIMITER;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.MBUS_OLD_READING;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.MBUS_READING;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.MBUS_TYPE;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.MBUS_VALVE;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.NUMBER;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.PEAK_HISTORY;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.TARIFF;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.TIMED_NUMBER;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.UNIX_CLOCK;
import static org.dbusp1.decode.register.RegisterTable.RegisterType.VERSION;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.StreamDecoder;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.decode.register.RegisterTable.RegisterType;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.frame.FrameSink;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.SafeText;
import org.dbusp1.source.NoteFilterInputStream;

/**
 * Copies a raw log without private data. Of text, the codes of all registers stay, and the numbers and times of a list of
 * registers; every other letter becomes X and every other digit 0, also in damaged telegrams. Of binary messages, the numbers
 * of all registers stay; octet strings become zeros, except known codes and, in DLMS, times. Encrypted messages and damaged
 * binary ones become zeros as a whole. Checksums are not corrected: the copy says so at its start.
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
    private static final Pattern REGISTER = Pattern.compile("(?<=^|\\))(" + CODE + ")((?:\\([^()]*\\))+)");
    private static final Pattern BRACKET = Pattern.compile("\\(([^()]*)\\)");
    /**
     * The values that stay: a number with its unit or its decimals, a short number, a time, a code, but no part of a serial
     * number.
     */
    private static final Pattern VALUE = Pattern.compile("[-+]?\\d{1,10}(?:\\.\\d{1,8})?\\*[A-Za-z0-9%]{1,6}"
            + "|[-+]?\\d{1,8}\\.\\d{1,8}|[-+]?\\d{1,5}"
            + "|\\d\\d(?:0\\d|1[0-2])[0-3]\\d[0-2]\\d[0-5]\\d(?:[0-5]\\d)?[WS]?|[12]\\d{9}"
            + "|\\d\\d[-.]\\d\\d[-.]\\d\\d|\\d\\d:\\d\\d(?::\\d\\d)?|" + CODE);
    private static final int OCTET_STRING = 0x09;
    private static final int VISIBLE_STRING = 0x0A;
    private static final int CODE_OCTETS = 6;
    private static final int TIME_OCTETS = 12;
    /** The most letters and digits in a row that stay in a list of DLMS, whatever they are. */
    private static final int SHORT_TEXT = 3;
    private static final int SML_WORD = 4;

    private final Supplier<FrameScanner> scanners;
    private final Supplier<StreamDecoder> decoders;

    /**
     * @param scanners makes a scanner, which finds the binary messages of one log
     * @param decoders makes a decoder of these messages
     */
    public Anonymizer(Supplier<FrameScanner> scanners, Supplier<StreamDecoder> decoders) {
        this.scanners = scanners;
        this.decoders = decoders;
    }

    /** Returns the redacted copy of a log. Notes of the driver in the log stay. */
    public byte[] copy(byte[] log) {
        Map<Long, List<byte[]>> notes = new TreeMap<>();
        byte[] bytes;
        try (InputStream in = new NoteFilterInputStream(new ByteArrayInputStream(log), (offset, note) ->
                notes.computeIfAbsent(offset, key -> new ArrayList<>()).add(note))) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        redact(bytes);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(log.length + HEAD.length());
        byte[] head = HEAD.getBytes(ISO_8859_1);
        // Not writeBytes: TeaVM, which compiles this class for the browser, lacks it.
        whole.write(head, 0, head.length);
        int at = 0;
        for (Map.Entry<Long, List<byte[]>> entry : notes.entrySet()) {
            int to = Math.toIntExact(entry.getKey());
            whole.write(bytes, at, to - at);
            entry.getValue().forEach(note -> whole.write(note, 0, note.length));
            at = to;
        }
        whole.write(bytes, at, bytes.length - at);
        return whole.toByteArray();
    }

    private void redact(byte[] log) {
        BinaryMessages messages = new BinaryMessages(log, decoders.get());
        FrameScanner scanner = scanners.get();
        scanner.accept(messages.original, 0, log.length, messages);
        scanner.end(messages);
        redactText(log, messages.redactedTo, log.length);
    }

    /** Redacts a log up to the last binary message found. */
    private static final class BinaryMessages implements FrameSink {
        private final byte[] log;
        private final byte[] original;
        private final StreamDecoder decoder;
        private int redactedTo;

        BinaryMessages(byte[] log, StreamDecoder decoder) {
            this.log = log;
            this.original = log.clone();
            this.decoder = decoder;
        }

        @Override
        public void frame(Frame frame) {
            redact(frame, true);
        }

        @Override
        public void rejected(Frame frame, RejectCause cause) {
            redact(frame, false);
        }

        private void redact(Frame frame, boolean good) {
            int from = Math.max(redactedTo, Math.toIntExact(frame.offset()));
            int to = Math.min(original.length, Math.toIntExact(frame.offset()) + frame.length());
            if (frame.format() == Frame.Format.P1 || from >= to) {
                return;
            }
            redactText(log, redactedTo, from);
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
    }

    /**
     * Text, line by line. A line with other octets than text is damaged or binary: its content is unknown, so all of it is
     * removed.
     */
    private static void redactText(byte[] log, int from, int to) {
        int start = from;
        for (int at = from; at <= to; at++) {
            if (at == to || log[at] == '\n' || log[at] == '\r') {
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
        for (Matcher register = REGISTER.matcher(text); register.find();) {
            redacted.replace(register.start(1), register.end(1), register.group(1));
            if (HARMLESS.contains(registerType(register.group(1)))) {
                for (Matcher value = BRACKET.matcher(text).region(register.start(2), register.end(2)); value.find();) {
                    if (VALUE.matcher(value.group(1)).matches()) {
                        redacted.replace(value.start(1), value.end(1), value.group(1));
                    }
                }
            }
        }
        return redacted.toString().getBytes(ISO_8859_1);
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

    /** Returns whether six octets are the code of a register that the driver knows. */
    private static boolean isCode(byte[] bytes, int at) {
        return registerType(bytes, at) != RegisterType.UNKNOWN;
    }

    private static RegisterType registerType(byte[] bytes, int at) {
        Obis code = new Obis(bytes[at] & 0xFF, bytes[at + 1] & 0xFF, bytes[at + 2] & 0xFF, bytes[at + 3] & 0xFF, bytes[at + 4] & 0xFF,
                bytes[at + 5] & 0xFF);
        return RegisterTable.definition(code).kind();
    }

    /**
     * An SML file: each element begins with its type and length. From an invalid element on, nothing is known, so all of it
     * is removed.
     */
    private static void redactSml(byte[] log, int from, int to) {
        int end = to - 2 * SML_WORD;
        int at = from + 2 * SML_WORD;
        while (at < end) {
            int type = log[at] >> 4 & 0x07;
            int length = log[at] & 0x0F;
            int head = 1;
            while (log[at + head - 1] < 0 && at + head < end) {
                length = length << 4 | log[at + head++] & 0x0F;
            }
            boolean list = type == 7;
            boolean string = type == 0;
            int next = list ? at + head : at + Math.max(head, length);
            if (next > end || !list && !string && (type < 4 || type > 6)) {
                Arrays.fill(log, at, Math.max(at, end), (byte) 0);
                return;
            }
            if (string && !(next - at - head == CODE_OCTETS && isCode(log, at + head))) {
                Arrays.fill(log, at + head, next, (byte) 0);
            }
            at = next;
        }
    }
}
