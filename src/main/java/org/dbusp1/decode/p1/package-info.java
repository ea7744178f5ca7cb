/**
 * Decodes P1 telegrams of text, of all dialects. Checksums and repairs are the matter of {@code frame}.
 */
package org.dbusp1.decode.p1;
