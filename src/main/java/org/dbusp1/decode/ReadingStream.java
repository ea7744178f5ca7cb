package org.dbusp1.decode;

import java.util.function.Consumer;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

/**
 * Turns the bytes of one line into readings: finds the frames, decodes each and hands out accepted readings and
 * rejected frames, in the order of the line. Used by one thread.
 */
public final class ReadingStream {
    /** Receives the readings and the rejected frames of a line. */
    public interface Listener {
        /** Receives the reading of a decoded frame. */
        void accepted(Reading reading, Frame frame);

        /** Receives a frame, or bytes that are no frame, that cannot be used. */
        void rejected(Frame frame, RejectCause cause);
    }

    private final FrameScanner scanner;
    private final Consumer<Frame> frames;

    /**
     * @param scanner finds the frames of this line alone
     * @param decoder decodes the frames of this line alone
     */
    public ReadingStream(FrameScanner scanner, Decoder decoder, Listener listener) {
        this.scanner = scanner;
        this.frames = frame -> decode(frame, decoder, listener);
    }

    private static void decode(Frame frame, Decoder decoder, Listener listener) {
        try {
            listener.accepted(decoder.decode(frame), frame);
        } catch (DecodeException unusable) {
            listener.rejected(frame, unusable.rejectCause());
        }
    }

    /** Takes bytes [from, to) of the array, which stays the caller's. */
    public void feed(byte[] bytes, int from, int to) {
        scanner.feed(bytes, from, to, frames);
    }

    /** Takes note that the line was silent for a while; see {@link FrameScanner#idle}. */
    public void idle() {
        scanner.idle(frames);
    }

    /** Takes note that no more bytes will follow: the log has ended, or the port was removed. */
    public void end() {
        scanner.end(frames);
    }
}
