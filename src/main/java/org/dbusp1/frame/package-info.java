/**
 * Finds whole frames in the bytes of a line (P1, HDLC, M-Bus, SML), checks and repairs them, and hands them out in
 * clear text. What a frame means is the matter of {@code decode}.
 */
package org.dbusp1.frame;
