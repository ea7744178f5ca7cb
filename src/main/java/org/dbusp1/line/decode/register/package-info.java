/**
 * The registers of electricity meters in P1 telegrams, HAN lists and SML: OBIS code, content and quantity. A new OBIS code of
 * such a meter is a row in {@link RegisterTable}.
 */
@NullMarked
package org.dbusp1.line.decode.register;

import org.jspecify.annotations.NullMarked;
