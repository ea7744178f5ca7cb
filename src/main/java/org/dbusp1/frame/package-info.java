/**
 * Finds whole frames in the bytes of a line: one window, one scanner, a table of formats. Checks, repairs and decrypts
 * them. What a frame means is the matter of {@code decode}.
 */
package org.dbusp1.frame;
