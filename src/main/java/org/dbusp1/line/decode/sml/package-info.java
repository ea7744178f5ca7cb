/**
 * SML files of German meters: their messages, and the registers with their meaning. Frames come from {@code line.frame}
 * in clear text and with a correct checksum; each message has its own checksum.
 */
@NullMarked
package org.dbusp1.line.decode.sml;

import org.jspecify.annotations.NullMarked;
