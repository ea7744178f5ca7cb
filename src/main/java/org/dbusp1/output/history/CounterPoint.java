package org.dbusp1.output.history;

/**
 * What the counters showed at one time.
 *
 * @param ts       epoch seconds
 * @param device   the number of the meter they belong to, among those that had the key
 * @param readings by {@link Counter}, in watt hours
 */
record CounterPoint(long ts, long device, RowValues readings) {
}
