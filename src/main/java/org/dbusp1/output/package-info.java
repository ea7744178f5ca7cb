/**
 * The contract of outputs, the queue that isolates a slow output from the others, and the parts that several outputs share: facts and
 * their formats, JSON, the mask of a meter's number. Each output has its package. What of a reading may be told is decided before, in
 * {@code metering}.
 */
@NullMarked
package org.dbusp1.output;

import org.jspecify.annotations.NullMarked;
