package org.dbusp1.decode;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

/** Decodes the frames of one line, and remembers what they show of the meter. Used by one thread. */
public interface Decoder {
    /**
     * Decodes a frame.
     *
     * @throws DecodeException if the frame cannot be used: with the scanner's cause if the scanner rejected it, unless
     *                         the decoder ignores checksums
     */
    Reading decode(Frame frame) throws DecodeException;

    /** Called after a time without messages: the next may come from another meter. */
    default void lineLost() {
        // Most messages name their meter.
    }

    /**
     * Returns a decoder of every kind of frame that a line delivers. The decoder of each content is made with its first
     * frame, so that unused decoders load no class.
     */
    static Decoder ofContents(Function<Frame.Content, Decoder> maker) {
        Map<Frame.Content, Decoder> made = new EnumMap<>(Frame.Content.class);
        return new Decoder() {
            @Override
            public Reading decode(Frame frame) throws DecodeException {
                return made.computeIfAbsent(frame.format().content(), maker).decode(frame);
            }

            @Override
            public void lineLost() {
                made.values().forEach(Decoder::lineLost);
            }
        };
    }

    /** Thrown for a frame that is damaged, not proven, no known message, or without a value. */
    final class DecodeException extends Exception {
        private final RejectCause cause;

        /** Makes the exception without a stack trace, because noisy lines cause many. */
        public DecodeException(RejectCause cause) {
            super(cause.description(), null, false, false);
            this.cause = cause;
        }

        public RejectCause rejectCause() {
            return cause;
        }
    }
}
