package org.dbusp1.decode;

import java.util.List;
import java.util.Optional;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

/**
 * Turns the bytes of one line into readings, in two steps that the caller takes: {@link #take} finds the frames, {@link
 * #decode} decodes one of them, in the order of the line. Used by one thread.
 */
public final class ReadingStream {
    /**
     * What a frame says: a reading, or why it cannot be used.
     *
     * @param cause absent if there is a reading
     */
    public record Decoded(Optional<Reading> reading, Optional<RejectCause> cause) {
    }

    private final FrameScanner scanner;
    private final Decoder decoder;

    /**
     * @param scanner finds the frames of this line alone
     * @param decoder decodes the frames of this line alone
     */
    public ReadingStream(FrameScanner scanner, Decoder decoder) {
        this.scanner = scanner;
        this.decoder = decoder;
    }

    /** Takes bytes [from, to) of the array, which stays the caller's; see {@link FrameScanner#take}. */
    public List<Frame> take(byte[] bytes, int from, int to) {
        return scanner.take(bytes, from, to);
    }

    /** Takes note that the line was silent for a while; see {@link FrameScanner#idle}. */
    public List<Frame> idle() {
        return scanner.idle();
    }

    /** Takes note that no more bytes will follow: the log has ended, or the port was removed. */
    public List<Frame> end() {
        return scanner.end();
    }

    /** Decodes a frame of this line. */
    public Decoded decode(Frame frame) {
        try {
            return new Decoded(Optional.of(decoder.decode(frame)), Optional.empty());
        } catch (DecodeException unusable) {
            return new Decoded(Optional.empty(), Optional.of(unusable.rejectCause()));
        }
    }
}
