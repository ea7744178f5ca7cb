/**
 * The registers of electricity meters, as P1 telegrams print them: OBIS code, way to read the value, and meaning. A new
 * OBIS code is a row here.
 */
package org.dbusp1.decode.register;
