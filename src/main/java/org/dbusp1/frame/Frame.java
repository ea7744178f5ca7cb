package org.dbusp1.frame;

import java.util.Optional;
import org.dbusp1.meter.Cause;

/**
 * A whole frame, or what was refused, with the verdict on its bytes.
 *
 * @param format   what kind of frame it is
 * @param bytes    copied once from the line; of a P1 telegram from '/' to the last digit of its checksum
 * @param offset   of its first byte, counted from the start of the stream
 * @param length   how many bytes of the line it took, its line end included
 * @param verdict  whether its checksum proves it
 * @param cause    why it was refused; present only when it was
 */
public record Frame(Format format, byte[] bytes, long offset, int length, Verdict verdict, Optional<Cause> cause) {
    /** Kinds of frames. */
    public enum Format { P1 }

    /** What the bytes are worth. */
    public enum Verdict {
        /** The checksum matches. */
        PROVEN,
        /** It carries no checksum; the decoder knows whether its dialect has one. */
        UNPROVEN,
        /** A repair made the checksum match. */
        REPAIRED,
        /** Refused. */
        REJECTED
    }
}
