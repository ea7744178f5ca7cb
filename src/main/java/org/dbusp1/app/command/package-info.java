/**
 * The commands of {@code dbus-p1}: options, help, terminal, and the message and exit status at the end. What a command
 * does is in the other packages.
 */
@NullMarked
package org.dbusp1.app.command;

import org.jspecify.annotations.NullMarked;
