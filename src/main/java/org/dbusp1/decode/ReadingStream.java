package org.dbusp1.decode;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the bytes of one line into readings: {@link #accept} finds the frames, {@link #decode} decodes each, in the order
 * of the line. Used by one thread.
 */
public final class ReadingStream {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingStream.class);
    private static final int MOST_LOGGED = 8;
    /** The most calls logged to show where a fault is. */
    private static final int MOST_CALLS = 12;

    private static final Set<RejectCause> CONTENT = EnumSet.of(RejectCause.GARBAGE, RejectCause.CRC);

    /** What a frame says: a reading, or why it cannot be used. @param cause absent if there is a reading */
    public record Decoded(Optional<Reading> reading, Optional<RejectCause> cause) {
    }

    private final FrameScanner scanner;
    private final Decoder decoder;
    private final StandardTime standardTime;
    private final Consumer<String> log;
    /** Where scanner or decoder failed; each is logged once. */
    private final Set<String> faults = new HashSet<>();

    /**
     * @param scanner finds the frames of only this line
     * @param decoder decodes the frames of only this line
     */
    public ReadingStream(FrameScanner scanner, Decoder decoder) {
        this(scanner, decoder, new StandardTime(null), LOG::error);
    }

    /** @param standardTime finds a clock that runs on standard time all year */
    public ReadingStream(FrameScanner scanner, Decoder decoder, StandardTime standardTime) {
        this(scanner, decoder, standardTime, LOG::error);
    }

    /** @param log receives in words what the decoder did with a frame */
    ReadingStream(FrameScanner scanner, Decoder decoder, StandardTime standardTime, Consumer<String> log) {
        this.scanner = scanner;
        this.decoder = decoder;
        this.standardTime = standardTime;
        this.log = log;
    }

    /**
     * Accepts bytes [from, to) of the array, which stays the caller's; see {@link FrameScanner#accept}. Bytes with which
     * the scanner fails are dropped and returned as a rejected frame.
     */
    public List<Frame> accept(byte[] bytes, int from, int to) {
        return frames(() -> scanner.accept(bytes, from, to));
    }

    /** Accepts a silence; see {@link FrameScanner#idle}. */
    public List<Frame> idle() {
        return frames(scanner::idle);
    }

    /** Accepts the end of the bytes: the log has ended, or the port was removed. */
    public List<Frame> end() {
        return frames(scanner::end);
    }

    private List<Frame> frames(Supplier<List<Frame>> scan) {
        try {
            return scan.get();
        } catch (RuntimeException fault) {
            List<Frame> frames = scanner.drop();
            int length = frames.isEmpty() ? 0 : frames.get(frames.size() - 1).length();
            report(fault, "the last " + length + " bytes of the line cannot be searched for frames; they are dropped");
            return frames;
        }
    }

    /** Returns what is known of a clock without a season. */
    public StandardTime standardTime() {
        return standardTime;
    }

    /** Called after a time without messages: the next may come from another meter. */
    public void lineLost() {
        decoder.lineLost();
    }

    /** Decodes a frame of this line. If the decoder fails with it, the frame is rejected: the meter will send its values again. */
    public Decoded decode(Frame frame) {
        try {
            return new Decoded(Optional.of(standardTime.read(decoder.decode(frame))), Optional.empty());
        } catch (Decoder.DecodeException unusable) {
            // The content of a frame whose checksum is right is not damaged.
            boolean unknown = frame.checked() == Frame.Checked.PROVEN && CONTENT.contains(unusable.rejectCause());
            return rejected(unknown ? RejectCause.UNREADABLE : unusable.rejectCause());
        } catch (RuntimeException fault) {
            report(fault, "an intact frame (" + frame.format().code() + ", " + frame.length() + " bytes) cannot be decoded;"
                    + " it is kept as a rejected telegram");
            return rejected(RejectCause.GARBAGE);
        }
    }

    private void report(RuntimeException fault, String effect) {
        List<String> calls = Arrays.stream(fault.getStackTrace()).limit(MOST_CALLS).map(call -> "\n\tat " + call).toList();
        String name = fault.getClass().getName();
        if (faults.size() < MOST_LOGGED && faults.add(name + calls.stream().findFirst())) {
            // Owners share their logs, so neither the bytes nor the exception's message, which may quote them, is logged.
            log.accept("a fault of this program: " + effect + ". Please report this: " + name + String.join("", calls));
        }
    }

    private static Decoded rejected(RejectCause cause) {
        return new Decoded(Optional.empty(), Optional.of(cause));
    }
}
