/**
 * The contract of outputs, the queue that isolates a slow output from the others, and the parts that several outputs share. Each output
 * has its package.
 */
@NullMarked
package org.dbusp1.output;

import org.jspecify.annotations.NullMarked;
