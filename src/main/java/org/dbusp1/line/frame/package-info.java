/**
 * Finds whole frames in the bytes of a line, then checks, repairs and decrypts them. Parses A-XDR values, since a push
 * without a frame ends where its values end. The package {@code line.decode} decodes the content of frames.
 */
@NullMarked
package org.dbusp1.line.frame;

import org.jspecify.annotations.NullMarked;
