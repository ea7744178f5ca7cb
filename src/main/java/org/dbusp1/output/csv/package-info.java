/**
 * Writes readings as lines of CSV files, live or from a raw log, in the columns of P1_DSMR or with all quantities. The history has an
 * export of its own.
 */
@NullMarked
package org.dbusp1.output.csv;

import org.jspecify.annotations.NullMarked;
