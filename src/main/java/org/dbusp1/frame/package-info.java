/**
 * Finds whole frames in the bytes of a line: one window, one scanner, a table of formats. Checks, repairs and decrypts
 * them. Reads A-XDR values, since a push without a frame is found by reading it. The package {@code decode} decodes the
 * content of frames.
 */
package org.dbusp1.frame;
