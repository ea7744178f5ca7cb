package org.dbusp1.decode;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

/** Decodes the frames of one line; remembers what earlier ones showed of the meter. Used by one thread. */
public interface Decoder {
    /**
     * Decodes a frame.
     *
     * @throws DecodeException when the frame cannot be used: with the scanner's cause if the scanner rejected the
     *                         frame, unless the decoder ignores checksums
     */
    Reading decode(Frame frame) throws DecodeException;

    /** Takes note that no message came for a while: the next may be of another meter. */
    default void lineLost() {
        // Most messages name their meter.
    }

    /**
     * Returns a decoder of every kind of frame that a line delivers. The decoder of a content is made when its first
     * frame comes, so that unused decoders load no class.
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

    /** Thrown for a frame that cannot be used: it is damaged, not proven, not a known message, or without a value. */
    final class DecodeException extends Exception {
        private final RejectCause cause;

        /**
         * Makes the exception without a stack trace: it is a normal result, not a fault, and lines with noise cause many.
         */
        public DecodeException(RejectCause cause) {
            super(cause.sentence(), null, false, false);
            this.cause = cause;
        }

        /** Returns why the frame is rejected. */
        public RejectCause rejectCause() {
            return cause;
        }
    }
}
