/**
 * The table of conditions of line, meter, ESS, limiter and device, with severity, exit status and event, and their texts in four
 * languages. The rules that find a condition are in the packages that see its cause.
 */
@NullMarked
package org.dbusp1.base.problem;

import org.jspecify.annotations.NullMarked;
