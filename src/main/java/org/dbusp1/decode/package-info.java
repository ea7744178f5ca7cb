/**
 * The contract of the decoders, the choice between them by the format of a frame, and the stream from bytes to
 * readings. The decoders of the formats are in the packages below.
 */
package org.dbusp1.decode;
