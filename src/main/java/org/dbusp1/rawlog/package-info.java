/**
 * Reads a raw log to its end and makes JSON, CSV files or rows of the history of it. A log that is replayed at the
 * meter's pace is a source, in {@code source}.
 */
package org.dbusp1.rawlog;
