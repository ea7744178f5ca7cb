/**
 * What of a reading may be published, and until when; what it adds up to: energy, demand tariffs, windows and peaks. Here are the
 * snapshot with all of that, which every output gets, and what judges the values of a telegram for them: phases, sums, zeros and signs.
 * How it came, and where it is shown, is the matter of other packages.
 */
@NullMarked
package org.dbusp1.metering;

import org.jspecify.annotations.NullMarked;
