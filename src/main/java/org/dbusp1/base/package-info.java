/**
 * What every program needs, whatever it reads: processes and logs, remembered facts and their files, keys, conditions and their texts;
 * here texts from outside are made safe for logs, files and screens. What knows a meter does not belong here.
 */
@NullMarked
package org.dbusp1.base;

import org.jspecify.annotations.NullMarked;
