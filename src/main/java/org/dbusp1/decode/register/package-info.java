/**
 * The registers of electricity meters, as P1 telegrams print them: OBIS code, how to read the value, and what it
 * means. A new OBIS code has its row here.
 */
package org.dbusp1.decode.register;
