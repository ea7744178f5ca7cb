/**
 * What all decoders have in common, the choice between them by the content of a frame, and the stream from bytes to
 * readings. The decoders of each format are in the packages below.
 */
@NullMarked
package org.dbusp1.decode;

import org.jspecify.annotations.NullMarked;
