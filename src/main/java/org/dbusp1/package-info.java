/**
 * The entry point: {@link org.dbusp1.Main} finds the command and returns its exit status. Everything else is in the
 * packages below.
 */
@NullMarked
package org.dbusp1;

import org.jspecify.annotations.NullMarked;
