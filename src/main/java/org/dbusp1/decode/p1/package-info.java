/** Decodes P1 telegrams of text, of all dialects. The package {@code frame} checks and repairs them. */
package org.dbusp1.decode.p1;
