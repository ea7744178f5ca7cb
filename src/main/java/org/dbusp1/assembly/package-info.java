/**
 * Makes the parts of a driver (source, scanner, decoders, outputs) from the configuration. It reads no byte of a line; a
 * part that is not configured is not made, so its classes are not loaded.
 */
package org.dbusp1.assembly;
