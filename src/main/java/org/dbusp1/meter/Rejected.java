package org.dbusp1.meter;

import java.time.Instant;

/**
 * A telegram or frame that was rejected.
 *
 * @param bytes  as received, at most as many as a telegram may have
 * @param offset of its first byte, counted from the start of the stream
 * @param time   when it was rejected, by the machine's clock
 */
public record Rejected(byte[] bytes, long offset, Instant time, RejectCause cause) {
}
