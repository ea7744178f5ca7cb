/**
 * What of a reading may be published, and until when; what it adds up to: energy, demand tariffs, windows and peaks. To whom it is
 * told is no matter of this room, nor how it came.
 */
@NullMarked
package org.dbusp1.metering;

import org.jspecify.annotations.NullMarked;
