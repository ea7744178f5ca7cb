package org.dbusp1.decode;

import java.util.function.Consumer;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.Framer;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Reading;

/**
 * The way from the bytes of one line to readings: finds frames, decodes each of them and hands out what was accepted or
 * refused, in the order of the line. Used by one thread.
 */
public final class ReadingStream {
    /** Takes what the bytes of a line turned out to be. */
    public interface Listener {
        /** A frame was decoded. */
        void accepted(Reading reading, Frame frame);

        /** A frame, or bytes that are no frame, cannot be used. */
        void refused(Frame frame, RejectCause cause);
    }

    private final Framer framer;
    private final Consumer<Frame> frames;

    /**
     * @param framer  finds the frames of this line alone
     * @param decoder decodes the frames of this line alone
     */
    public ReadingStream(Framer framer, Decoder decoder, Listener listener) {
        this.framer = framer;
        this.frames = frame -> decode(frame, decoder, listener);
    }

    private static void decode(Frame frame, Decoder decoder, Listener listener) {
        Decoded decoded = decoder.decode(frame);
        if (decoded instanceof Decoded.Accepted accepted) {
            listener.accepted(accepted.reading(), frame);
        } else if (decoded instanceof Decoded.Refused refused) {
            listener.refused(frame, refused.cause());
        }
    }

    /** Takes bytes [from, to) of the array, which stays the caller's. */
    public void feed(byte[] bytes, int from, int to) {
        framer.feed(bytes, from, to, frames);
    }

    /** The line was silent for a while; see {@link Framer#idle}. */
    public void idle() {
        framer.idle(frames);
    }

    /** Nothing will follow: the log has ended, or the port went away. */
    public void end() {
        framer.end(frames);
    }
}
