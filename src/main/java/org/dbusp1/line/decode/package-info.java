/**
 * The interface of all decoders, the choice of a decoder by the content of a frame, and the copy of a raw log without what is private in
 * frames and codes. The decoders of each content are in the packages below.
 */
@NullMarked
package org.dbusp1.line.decode;

import org.jspecify.annotations.NullMarked;
