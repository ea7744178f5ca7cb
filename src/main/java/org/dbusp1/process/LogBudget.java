package org.dbusp1.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.StackWalker.StackFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits the size of the log, which lies on flash memory, where a line that comes and goes every few seconds causes
 * many messages. Messages pass line by line until the share of the day is used up; then one message reports it. A part of
 * the share is kept for messages about the meter, which no client of the driver can cause. The reason why a driver ends
 * always passes. Any thread may write; a line is passed on when it is complete, in one write, and a very long one
 * without its middle.
 */
final class LogBudget extends OutputStream {
    /** Bytes in 24 hours, with what multilog adds to each line. */
    static final int SHARE = 80_000;
    /** The part of it that is kept for messages about the meter. */
    static final int KEPT = 20_000;
    private static final int STAMP = 26;
    /**
     * Bytes of a line. In the middle of a longer one bytes are left out: a text from outside, cut nowhere else, must
     * not use up the log of a day.
     */
    static final int LONGEST = 2_000;
    private static final int END_OF_LONGEST = 400;
    /** Bytes of a line that are kept until its end. */
    private static final int LARGEST = 64 * 1024;
    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    private static final byte[] LAST_WORDS = "dbus-p1: ".getBytes(StandardCharsets.US_ASCII);
    /** The packages that log about the meter: what its line brings goes through them, and what clients send does not. */
    static final Set<String> ABOUT_METER = Set.of("source", "frame", "cipher", "decode", "guard", "energy", "driver", "report");
    private static final String ROOT = "org.dbusp1.";

    private final OutputStream to;
    private final LongSupplier nanos;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** Bytes of the line that are not in it. */
    private int beyond;
    private long begun;
    private int used;
    private boolean reported;
    private boolean reportedKept;
    private boolean lifted;

    /** @param nanos the monotonic clock */
    LogBudget(OutputStream to, LongSupplier nanos) {
        this.to = to;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** From now on every message passes. */
    synchronized void lift() {
        lifted = true;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        if (b == '\n' || line.size() < LARGEST) {
            line.write(b);
        } else {
            beyond++;
        }
        if (b == '\n') {
            pass(lifted ? line.toByteArray() : shortened(line.toByteArray(), beyond));
            line.reset();
            beyond = 0;
        }
    }

    private static byte[] shortened(byte[] whole, int beyond) {
        if (whole.length <= LONGEST) {
            return whole;
        }
        int head = characterAt(whole, LONGEST - END_OF_LONGEST);
        // Where the end was not kept there is the line end alone.
        int tail = beyond > 0 ? whole.length - 1 : characterAt(whole, whole.length - END_OF_LONGEST);
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        parts.write(whole, 0, head);
        parts.writeBytes((" [" + (tail - head + beyond) + " bytes left out] ").getBytes(StandardCharsets.US_ASCII));
        parts.write(whole, tail, whole.length - tail);
        return parts.toByteArray();
    }

    /** The first byte of the UTF-8 character at a place. */
    private static int characterAt(byte[] text, int place) {
        int first = place;
        while (first > place - 4 && (text[first] & 0xC0) == 0x80) {
            first--;
        }
        return first;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    private void pass(byte[] whole) throws IOException {
        if (nanos.getAsLong() - begun >= DAY) {
            begun = nanos.getAsLong();
            used = 0;
            reported = false;
            reportedKept = false;
        }
        int size = whole.length + STAMP;
        if (lifted || used + size <= SHARE - KEPT || beginsWithLastWords(whole)) {
            write(whole, size);
        } else if (!isAboutMeter()) {
            // From now on smaller ones do not pass either.
            used = Math.max(used, SHARE - KEPT);
            reported = report(reported, "only messages about the meter");
        } else if (used + size <= SHARE) {
            write(whole, size);
        } else {
            used = SHARE;
            reportedKept = report(reportedKept, "no more messages");
        }
    }

    private void write(byte[] line, int size) throws IOException {
        used = Math.min(used + size, SHARE);
        to.write(line);
    }

    private boolean report(boolean already, String what) throws IOException {
        if (!already) {
            to.write(("WARN the size of this log for one day is used up: " + what + " until tomorrow or until a restart;"
                    + " log.level=debug removes this limit\n").getBytes(StandardCharsets.US_ASCII));
        }
        return true;
    }

    /** Returns whether the class that logs is about the meter. It is called when the share of the others is used up. */
    private static boolean isAboutMeter() {
        return StackWalker.getInstance().walk(frames -> frames.map(StackFrame::getClassName)
                .filter(name -> name.startsWith(ROOT) && !name.startsWith(LogBudget.class.getPackageName())).findFirst())
                .filter(name -> ABOUT_METER.contains(name.substring(ROOT.length()).split("\\.")[0])).isPresent();
    }

    private static boolean beginsWithLastWords(byte[] text) {
        return Arrays.equals(text, 0, Math.min(text.length, LAST_WORDS.length), LAST_WORDS, 0, LAST_WORDS.length);
    }
}
