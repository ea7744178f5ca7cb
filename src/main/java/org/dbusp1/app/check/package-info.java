/**
 * The things that {@code dbus-p1 check} examines: a line, a running driver, or a raw log. The text of the report is
 * made in {@code app.report}, its display in {@code app.command}.
 */
@NullMarked
package org.dbusp1.app.check;

import org.jspecify.annotations.NullMarked;
