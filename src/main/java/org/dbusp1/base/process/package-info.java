/** The process around a command: exit status, messages on stderr, and directories. Nothing here is about meters. */
@NullMarked
package org.dbusp1.base.process;

import org.jspecify.annotations.NullMarked;
