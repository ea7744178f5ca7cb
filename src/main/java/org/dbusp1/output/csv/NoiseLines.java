package org.dbusp1.output.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Rejected;

/**
 * p1dsmr's Noise.csv: a line of free text for each telegram that was refused or repaired, so that one sees what a line
 * does to its bytes.
 */
final class NoiseLines {
    private static final String HEAD = "Timestamp, ChecksumCalc, Errordescription (Position: NoisyChar...)";
    static final String NO_TIME = "-No timestamp-";
    private static final String BLANK_LINE_START = " -0:";
    /**
     * In the telegrams of E.ON Hungary, for which the file was made, the first 0 of the message's code stands there.
     */
    private static final int WATCHED = 1302;
    private static final int CONTEXT = 5;
    private static final byte[] NOTHING = {};

    private final OutputStream out;
    /** The telegram before. */
    private byte[] before = NOTHING;

    NoiseLines(OutputStream out) throws IOException {
        this.out = out;
        line(HEAD);
    }

    /** A telegram that was right as received; its time helps to place the next one. */
    void good(Message message) {
        before = message.bytes();
    }

    /**
     * A telegram that was refused.
     *
     * @param checksum what its bytes up to the '!' have; of all of them where there is none
     */
    void refused(Rejected telegram, int checksum, LogStatistics statistics) throws IOException {
        byte[] bytes = telegram.bytes();
        StringBuilder text = new StringBuilder(time(bytes)).append(", ").append(checksum);
        int last = -1;
        for (int at = 0; at < bytes.length; at++) {
            if (odd(bytes[at])) {
                text.append(", ").append(at).append(": ").append(bytes[at] & 0xFF);
                last = at;
            }
        }
        if (last < 0) {
            text.append(", no odd character, but ").append(telegram.cause().sentence());
        } else if (last + CONTEXT < bytes.length) {
            text.append(" before '").append(printable(bytes, last + 1, last + 1 + CONTEXT)).append('\'');
        }
        text.append(
                String.format(Locale.ROOT, "  %s %% error rate or %d telegrams.  %d line starts turned into a blank",
                statistics.percent(statistics.refused()), statistics.refused(), blankLineStarts(bytes)));
        if (bytes.length > WATCHED) {
            text.append("  character ").append(WATCHED).append(" is ").append(bytes[WATCHED] & 0xFF)
                    .append(" (should be 48)");
        }
        line(text.toString());
        before = LogTime.at(bytes) < 0 ? before : bytes;
    }

    /** A telegram that a repair brought back. */
    void repaired(Message message, LogStatistics statistics) throws IOException {
        line(time(message.bytes()) + ", repaired: " + message.repair().orElse("") + "  " + statistics.repaired()
                + " telegrams fixed.");
        before = message.bytes();
    }

    /** The last two lines. */
    void end(LogStatistics statistics, long millis) throws IOException {
        line(String.format(
                Locale.ROOT, "Total, fixed, remaining:  %d  %d  %d (%s%% of total).  %s %% of errors are fixed.",
                statistics.seen(), statistics.repaired(), statistics.refused(),
                statistics.percent(statistics.refused()), statistics.fixedPercent()));
        line(String.format(Locale.ROOT, "Exec time: %.2f  msec/telegram",
                (double) millis / Math.max(1, statistics.seen())));
    }

    private String time(byte[] bytes) {
        return LogTime.of(bytes).or(() -> LogTime.of(before).map(time -> NO_TIME + "(prev:" + time + ")"))
                .orElse(NO_TIME);
    }

    /** What no telegram holds: control characters but for line ends, and high bytes but for 0xFF. */
    static boolean odd(byte b) {
        return b >= 0 && b < ' ' && b != '\n' && b != '\r' || b < 0 && b != (byte) 0xFF;
    }

    private static int blankLineStarts(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).split(BLANK_LINE_START, -1).length - 1;
    }

    private static String printable(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                .replaceAll("[\\x00-\\x1F\\x7F-\\x9F]", ".");
    }

    private void line(String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
