package org.dbusp1.source;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A raw log cut where telegrams seem to start. The cuts serve only to play the telegrams at their pace: no byte is
 * changed or lost but for the notes of a black box, and other classes decide whether a section is a telegram. Bit 7 is
 * ignored: it may be parity.
 */
final class RawLog implements Closeable {
    /** The name of standard input. */
    private static final Path STDIN = Path.of("-");
    /** The longest section; more bytes without a start are handed out in parts. */
    private static final int LONGEST_SECTION = 64 * 1024;
    /** The next byte was not read yet. */
    private static final int UNREAD = -2;

    /** No SML file or TIC frame is longer. */
    private static final int MAX_MARKED = 4 * 1024;
    /** The start sequence of SML behind its first byte. */
    private static final byte[] SML_START = {0x1B, 0x1B, 0x1B, 1, 1, 1, 1};
    private static final byte[] SML_END = {0x1B, 0x1B, 0x1B, 0x1B, 0x1A};
    private static final byte[] ETX = {3};

    private static final byte[] CLOCK = "0-0:1.0.0(".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TARIFF_REGISTER = "1-0:1.8.1(".getBytes(StandardCharsets.US_ASCII);
    private static final DateTimeFormatter PRINTED =
            DateTimeFormatter.ofPattern("uuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    static final RawLog EMPTY = new RawLog(InputStream.nullInputStream());

    private final InputStream in;
    /** The byte that the next section begins with; -1 at the end. */
    private int pending = UNREAD;

    /**
     * @param bytes     from one start to the next
     * @param clock     the telegram's clock in seconds, of an arbitrary zone; empty where it has none
     * @param clockless a telegram of DSMR 2 or 3: the tariff registers of such a meter, and no clock line
     */
    record Section(byte[] bytes, OptionalLong clock, boolean clockless) {
    }

    private RawLog(InputStream in) {
        this.in = in;
    }

    /** @param file the log; - is standard input */
    static RawLog open(Path file) throws IOException {
        InputStream in = file.equals(STDIN) ? new FileInputStream(FileDescriptor.in) : Files.newInputStream(file);
        return new RawLog(new BufferedInputStream(new LogNotes(in, (offset, note) -> { }), LONGEST_SECTION));
    }

    /** Returns whether the log has no more bytes; waits for the next byte of a pipe. */
    boolean atEnd() throws IOException {
        if (pending == UNREAD) {
            pending = in.read();
        }
        return pending < 0;
    }

    /** Reads bytes without regard to telegrams, as many as there are now; the log is not at its end. */
    int read(byte[] into) throws IOException {
        into[0] = (byte) pending;
        pending = UNREAD;
        return 1 + Math.max(0, in.available() > 0 ? in.read(into, 1, into.length - 1) : 0);
    }

    /** Returns the bytes up to the next start; the log is not at its end. */
    Section next() throws IOException {
        ByteArrayOutputStream section = new ByteArrayOutputStream(2048);
        int rest = frameLength();
        int earlier;
        int previous = -1;
        do {
            section.write(pending);
            earlier = previous;
            previous = pending;
            pending = in.read();
        } while (pending >= 0 && section.size() < LONGEST_SECTION && (section.size() < rest || !starts(earlier, previous)));
        byte[] bytes = section.toByteArray();
        int clock = indexOf(bytes, CLOCK);
        return new Section(bytes, clock < 0 ? OptionalLong.empty() : seconds(bytes, clock + CLOCK.length),
                clock < 0 && indexOf(bytes, TARIFF_REGISTER) >= 0);
    }

    /**
     * Returns whether a telegram seems to start: at a slash that follows no printable character (behind a line end, or
     * behind noise) or that follows a block check, which is behind an ETX; or at the start of a frame.
     */
    private boolean starts(int earlier, int previous) throws IOException {
        int before = previous & 0x7F;
        boolean open = before < 0x20 || before == 0x7F || earlier == ETX[0];
        return (pending & 0x7F) == '/' && open || frameLength() > 0;
    }

    /**
     * Returns the length of the frame that seems to begin here, in which marks have no meaning; 0 if no frame begins.
     */
    private int frameLength() throws IOException {
        return switch (pending) {
            // HDLC type 3: flag, format and length; its last flag may be the next one's first.
            case 0x7E -> {
                byte[] format = peek(2);
                yield (format[0] & 0xF0) == 0xA0 ? 1 + ((format[0] & 7) << 8 | format[1] & 0xFF) : 0;
            }
            // M-Bus long frame: 68 L L 68.
            case 0x68 -> {
                byte[] head = peek(3);
                yield head[0] == head[1] && head[2] == 0x68 ? (head[0] & 0xFF) + 6 : 0;
            }
            // Encrypted telegram: DB, system title of 8 bytes, length in two bytes.
            case 0xDB -> {
                byte[] head = peek(12);
                yield head[0] == 8 && (head[9] & 0xFF) == 0x82 ? 13 + ((head[10] & 0xFF) << 8 | head[11] & 0xFF) : 0;
            }
            // SML file, up to the end sequence: its checksum of two bytes follows one of padding.
            case 0x1B -> Arrays.equals(peek(7), SML_START) ? lengthTo(SML_END, SML_END.length + 3) : 0;
            // TIC frame, STX and LF up to ETX. An STX in a telegram of text has no LF behind it.
            case 0x02, 0x82 -> (peek(1)[0] & 0x7F) == '\n' ? lengthTo(ETX, ETX.length) : 0;
            default -> 0;
        };
    }

    /** Returns the length of the frame that ends with a mark; 0 if no mark comes soon. */
    private int lengthTo(byte[] mark, int markAndMore) throws IOException {
        int at = indexOf(peek(MAX_MARKED), mark);
        return at < 0 ? 0 : 1 + at + markAndMore;
    }

    /** Returns the bytes behind the pending one; zeros behind the end. */
    private byte[] peek(int count) throws IOException {
        in.mark(count);
        byte[] bytes = Arrays.copyOf(in.readNBytes(count), count);
        in.reset();
        return bytes;
    }

    private static int indexOf(byte[] bytes, byte[] text) {
        for (int at = 0; at + text.length <= bytes.length; at++) {
            int same = 0;
            while (same < text.length && (bytes[at + same] & 0x7F) == text[same]) {
                same++;
            }
            if (same == text.length) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Reads YYMMDDhhmmssX, X being W or S; returns seconds that rise evenly also over the change to and from summer
     * time.
     */
    private static OptionalLong seconds(byte[] bytes, int from) {
        if (from + 13 > bytes.length) {
            return OptionalLong.empty();
        }
        byte[] text = Arrays.copyOfRange(bytes, from, from + 13);
        for (int i = 0; i < text.length; i++) {
            text[i] &= 0x7F;
        }
        try {
            LocalDateTime printed = LocalDateTime.parse(new String(text, 0, 12, StandardCharsets.US_ASCII), PRINTED);
            boolean summer = (text[12] & 0x5F) == 'S';
            return OptionalLong.of(printed.toEpochSecond(summer ? ZoneOffset.ofHours(1) : ZoneOffset.UTC));
        } catch (DateTimeException unset) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
