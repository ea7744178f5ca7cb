/**
 * Decodes the lists of binary (HAN) meters: A-XDR values in a data-notification. The package {@code line.frame} finds and decrypts frames.
 */
@NullMarked
package org.dbusp1.line.decode.han;

import org.jspecify.annotations.NullMarked;
