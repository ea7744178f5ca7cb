/**
 * Writes readings as lines of CSV files, live or from a raw log, in the columns of P1_DSMR or with all quantities. The history is
 * exported elsewhere.
 */
package org.dbusp1.output.csv;
