package org.dbusp1.base.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits the size of the log, which is on flash memory. Each sender of messages, a package of the driver or a library, has its
 * own share of bytes a day. Thread safe.
 */
final class LogBudget {
    /** The bytes that a sender may log at once, and again in each 24 hours, including {@link #STAMP} for each message. */
    static final int SHARE = 10_000;
    /** Bytes that multilog writes before each message: the TAI64N stamp, '@' with 24 hex digits, and a blank. */
    private static final int STAMP = 26;
    /**
     * The most bytes of a line that passes whole; the middle of a longer line is replaced by a note, so that one text from outside
     * does not use up a day's share.
     */
    static final int MAX_LINE_BYTES = 2_000;
    private static final int TAIL_BYTES = 400;
    /**
     * The most bytes, in whole lines, of the beginning and of the end of a message: a long stack trace fits into a day's share, with what
     * failed at its beginning and the first cause at its end.
     */
    private static final int MAX_PART_BYTES = 3_000;
    private static final Duration DAY = Duration.ofDays(1);

    private final OutputStream to;
    private final LongSupplier nanos;
    private final Map<String, Share> shares = new HashMap<>();
    private boolean lifted;

    /**
     * @param bytes  limits the bytes of the sender
     * @param report limits how often the log says that the sender's share is used up
     */
    private record Share(RateLimit bytes, RateLimit report) {
    }

    LogBudget(OutputStream to, LongSupplier nanos) {
        this.to = to;
        this.nanos = nanos;
    }

    synchronized void lift() {
        lifted = true;
    }

    /**
     * Passes a message of one or more lines, with the line end, in one write, without the middle if it is long; leaves the message out
     * if its sender's share is used up.
     */
    synchronized void pass(String sender, String message) throws IOException {
        if (lifted) {
            to.write(message.getBytes(StandardCharsets.UTF_8));
            return;
        }
        byte[] logged = withoutMiddle(message.lines().map(line -> shortened((line + "\n").getBytes(StandardCharsets.UTF_8))).toList());
        Share share = shares.computeIfAbsent(sender, key -> new Share(new RateLimit(SHARE, DAY, nanos), new RateLimit(1, DAY, nanos)));
        if (share.bytes.allow(logged.length + STAMP)) {
            to.write(logged);
        } else if (share.report.allow()) {
            to.write(("WARN " + sender + " has used up its share of this log for one day: most of its messages are left out"
                    + " until tomorrow or until a restart; log.level=debug removes this limit\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    synchronized void passAlways(String line) throws IOException {
        to.write(shortened((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] withoutMiddle(List<byte[]> lines) {
        int all = lines.stream().mapToInt(line -> line.length).sum();
        int head = lines.size();
        int tail = lines.size();
        int left = 0;
        if (all > 2 * MAX_PART_BYTES) {
            head = fitting(lines);
            tail = lines.size() - fitting(reversed(lines));
            left = lines.subList(head, tail).stream().mapToInt(line -> line.length).sum();
        }
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        lines.subList(0, head).forEach(parts::writeBytes);
        if (left > 0) {
            parts.writeBytes(("  [" + (tail - head) + " lines, " + left + " bytes left out]\n").getBytes(StandardCharsets.US_ASCII));
        }
        lines.subList(tail, lines.size()).forEach(parts::writeBytes);
        return parts.toByteArray();
    }

    private static int fitting(List<byte[]> lines) {
        int count = 0;
        for (int bytes = lines.get(0).length; bytes <= MAX_PART_BYTES; bytes += lines.get(count).length) {
            count++;
        }
        return count;
    }

    private static List<byte[]> reversed(List<byte[]> lines) {
        List<byte[]> reversed = new ArrayList<>(lines);
        Collections.reverse(reversed);
        return reversed;
    }

    private static byte[] shortened(byte[] whole) {
        if (whole.length <= MAX_LINE_BYTES) {
            return whole;
        }
        int head = characterStart(whole, MAX_LINE_BYTES - TAIL_BYTES);
        int tail = characterStart(whole, whole.length - TAIL_BYTES);
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        parts.write(whole, 0, head);
        parts.writeBytes((" [" + (tail - head) + " bytes left out] ").getBytes(StandardCharsets.US_ASCII));
        parts.write(whole, tail, whole.length - tail);
        return parts.toByteArray();
    }

    /** Returns the offset of the first byte of the UTF-8 character that the byte at {@code offset} belongs to. */
    private static int characterStart(byte[] text, int offset) {
        int first = offset;
        while (first > offset - 4 && (text[first] & 0xC0) == 0x80) {
            first--;
        }
        return first;
    }
}
