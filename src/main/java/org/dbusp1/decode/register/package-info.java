/**
 * The registers of electricity meters, as P1 telegrams print them: OBIS code, way to read the value, and meaning. A new
 * OBIS code is a row here.
 */
@NullMarked
package org.dbusp1.decode.register;

import org.jspecify.annotations.NullMarked;
