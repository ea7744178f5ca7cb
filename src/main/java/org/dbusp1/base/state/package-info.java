/**
 * Files that outlive the process, and the thread that writes them: the facts that the driver remembers over restarts, the mark of an
 * override, files that others see complete or not at all, and files that only their owner can read. It uses neither meters nor outputs.
 */
@NullMarked
package org.dbusp1.base.state;

import org.jspecify.annotations.NullMarked;
