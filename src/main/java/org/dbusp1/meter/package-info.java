/**
 * The model of what a meter says: quantities, readings, M-Bus devices, codes, dialects, and the identity of a meter; immutable, exact,
 * with absent values; and the rules that complete the values of one message. What is made of readings is in {@code metering}.
 *
 * <p>Java's comparison of records ({@code java.lang.runtime.ObjectMethods}) takes 0.7 MB at its first use, of the 20 MB of private
 * memory of a driver on a serial port with the D-Bus only (JDK 17, amd64); one with every output uses it in any
 * case. The records that {@code EqualityTest} names, which the former compares, therefore have their own {@code equals} and
 * {@code hashCode}; {@link MeterIdentity}, which the guard compares, does not.
 */
@NullMarked
package org.dbusp1.meter;

import org.jspecify.annotations.NullMarked;
