package org.dbusp1.meter;

import java.time.Instant;

/**
 * A rejected telegram or frame.
 *
 * @param bytes  the received bytes, at most as many as a telegram may have
 * @param offset offset of the first byte in the stream
 * @param time   time of the rejection by the clock of the source; 1970 for a log that decode or convert reads
 */
public record RejectedFrame(byte[] bytes, long offset, Instant time, RejectCause cause) {
}
