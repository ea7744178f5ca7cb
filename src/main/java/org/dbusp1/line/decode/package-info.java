/**
 * The interface of all decoders, and the choice of a decoder by the content of a frame. The decoders of each content are in
 * the packages below.
 */
@NullMarked
package org.dbusp1.line.decode;

import org.jspecify.annotations.NullMarked;
