/**
 * Sends the finished rows of the history to the broker of a fleet. It is in the jar of the driver, because GX devices send too; the
 * collector that receives them is in {@code fleet}.
 */
@NullMarked
package org.dbusp1.output.fleet;

import org.jspecify.annotations.NullMarked;
