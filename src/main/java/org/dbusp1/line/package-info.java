/**
 * From bytes to readings: where bytes come from, whole frames in clear text, and what a meter says in them. What may be published of
 * it is decided in {@code metering}.
 */
@NullMarked
package org.dbusp1.line;

import org.jspecify.annotations.NullMarked;
