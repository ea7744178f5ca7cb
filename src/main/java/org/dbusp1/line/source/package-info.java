/**
 * The sources of bytes: serial port, network, raw log, simulated meter. Parity bits are removed here, so that later
 * steps get bytes without them; frames are found in {@code line.frame}.
 */
@NullMarked
package org.dbusp1.line.source;

import org.jspecify.annotations.NullMarked;
