/** Decodes P1 telegrams of text, of all dialects. The package {@code line.frame} checks and repairs telegrams. */
@NullMarked
package org.dbusp1.line.decode.p1;

import org.jspecify.annotations.NullMarked;
