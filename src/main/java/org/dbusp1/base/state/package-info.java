/**
 * Files that outlive the process: the facts that the driver remembers over restarts, files that others see complete or
 * not at all, files that only their owner can read, and the lines of those that an owner wrote. It uses neither meters nor outputs.
 */
@NullMarked
package org.dbusp1.base.state;

import org.jspecify.annotations.NullMarked;
