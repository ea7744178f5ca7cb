package org.dbusp1.meter;

/**
 * The mean import of one window of a demand tariff.
 *
 * @param start        start of the window, in local time
 * @param watts        its mean import
 * @param countedWatts the part of the mean that the tariff counts: less than the mean if the hour has a lower weight
 */
public record DemandPeak(Stamp start, long watts, long countedWatts) {
}
