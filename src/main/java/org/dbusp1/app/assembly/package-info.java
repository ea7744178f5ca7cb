/**
 * Makes the parts of a driver (source, scanner, decoders, outputs) from the configuration. It reads no byte of a line. A
 * part that is not configured is not made, so that its classes are not loaded.
 */
@NullMarked
package org.dbusp1.app.assembly;

import org.jspecify.annotations.NullMarked;
