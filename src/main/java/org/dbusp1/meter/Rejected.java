package org.dbusp1.meter;

import java.time.Instant;

/**
 * A telegram or frame that was rejected.
 *
 * @param bytes  the received bytes, at most as many as a telegram may have
 * @param offset place of the first byte, counted from the start of the stream
 * @param time   time of the rejection, by the machine's clock
 */
public record Rejected(byte[] bytes, long offset, Instant time, RejectCause cause) {
}
