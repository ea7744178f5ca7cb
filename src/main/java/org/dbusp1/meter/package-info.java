/**
 * The model: quantities, readings, snapshots, M-Bus devices, and the identity of a meter; immutable, exact, with
 * absent values. It uses no other package.
 *
 * <p>The comparison that Java makes for a record ({@code java.lang.runtime.ObjectMethods}) loads 76 classes, some 0.4 MB
 * (JDK 17, amd64), at its first use. The records that {@code EqualityTest} names have an {@code equals} and a
 * {@code hashCode} of their own for that; {@link MeterIdentity}, which the guard compares, has not.
 */
package org.dbusp1.meter;
