/**
 * The list of what may be wrong with line, meter, ESS, limiter and device, and the texts for it, in four languages. The rules that find a
 * problem lie where its cause is seen.
 */
@NullMarked
package org.dbusp1.problem;

import org.jspecify.annotations.NullMarked;
