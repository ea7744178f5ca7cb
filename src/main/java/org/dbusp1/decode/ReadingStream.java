package org.dbusp1.decode;

import java.util.Arrays;
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
 * Turns the bytes of one line into readings, in two steps that the caller takes: {@link #accept} finds the frames, {@link
 * #decode} decodes one of them, in the order of the line. Used by one thread.
 */
public final class ReadingStream {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingStream.class);
    /** The most faults that are logged. */
    private static final int MOST_LOGGED = 8;
    /** The most calls that show where a fault is. */
    private static final int MOST_CALLS = 12;

    /**
     * What a frame says: a reading, or why it cannot be used.
     *
     * @param cause absent if there is a reading
     */
    public record Decoded(Optional<Reading> reading, Optional<RejectCause> cause) {
    }

    private final FrameScanner scanner;
    private final Decoder decoder;
    private final Consumer<String> log;
    /** Where scanner or decoder failed; logged once each. */
    private final Set<String> faults = new HashSet<>();

    /**
     * @param scanner finds the frames of this line alone
     * @param decoder decodes the frames of this line alone
     */
    public ReadingStream(FrameScanner scanner, Decoder decoder) {
        this(scanner, decoder, LOG::error);
    }

    /** @param log takes what the decoder did with a frame, in words */
    ReadingStream(FrameScanner scanner, Decoder decoder, Consumer<String> log) {
        this.scanner = scanner;
        this.decoder = decoder;
        this.log = log;
    }

    /**
     * Takes bytes [from, to) of the array, which stays the caller's; see {@link FrameScanner#accept}. Bytes with which the
     * scanner fails are dropped and returned as a rejected frame.
     */
    public List<Frame> accept(byte[] bytes, int from, int to) {
        return frames(() -> scanner.accept(bytes, from, to));
    }

    /** Takes note that the line was silent for a while; see {@link FrameScanner#idle}. */
    public List<Frame> idle() {
        return frames(scanner::idle);
    }

    /** Takes note that no more bytes will follow: the log has ended, or the port was removed. */
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

    /** Takes note that no message came for a while: the next may be of another meter. */
    public void lineLost() {
        decoder.lineLost();
    }

    /** Decodes a frame of this line. A frame with which the decoder fails is rejected: the meter will send it again. */
    public Decoded decode(Frame frame) {
        try {
            return new Decoded(Optional.of(decoder.decode(frame)), Optional.empty());
        } catch (Decoder.DecodeException unusable) {
            return rejected(unusable.rejectCause());
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
            // Owners show their logs to others: neither the bytes nor the message of the exception, which may quote them.
            log.accept("a fault of this program: " + effect + ". Please report this: " + name + String.join("", calls));
        }
    }

    private static Decoded rejected(RejectCause cause) {
        return new Decoded(Optional.empty(), Optional.of(cause));
    }
}
