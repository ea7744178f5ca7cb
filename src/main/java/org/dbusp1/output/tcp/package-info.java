/** Passes each good telegram, byte for byte, to the clients of a TCP port. */
@NullMarked
package org.dbusp1.output.tcp;

import org.jspecify.annotations.NullMarked;
