package org.dbusp1.meter;

/**
 * The mean import of one window of a demand tariff.
 *
 * @param start        when the window began, in local time
 * @param watts        its mean import
 * @param countedWatts what the tariff counts of it: less than the mean where the hour has a lower weight
 */
public record DemandPeak(Stamp start, long watts, long countedWatts) {
}
