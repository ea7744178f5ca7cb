/**
 * Where bytes come from: serial port, network, raw log, simulated meter. Parity bits are removed here, so that
 * everything after it gets clean bytes; frames are found in {@code frame}.
 */
package org.dbusp1.source;
