/**
 * What every program needs, whatever it reads: processes and logs, remembered facts and their files, keys, conditions and their texts.
 * What knows a meter does not belong here.
 */
@NullMarked
package org.dbusp1.base;

import org.jspecify.annotations.NullMarked;
