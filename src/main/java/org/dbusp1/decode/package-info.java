/**
 * The contract of the decoders, the choice between them by the format of a frame, and the way from bytes to readings.
 * What a format means is in the packages below.
 */
package org.dbusp1.decode;
