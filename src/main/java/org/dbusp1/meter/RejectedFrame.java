package org.dbusp1.meter;

import java.time.Instant;

/** @param time of the rejection by the clock of the source; 1970 for a log that decode or convert reads */
public record RejectedFrame(byte[] bytes, long offset, Instant time, RejectCause cause) {
}
