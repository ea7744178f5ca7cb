/**
 * The model: quantities, readings, snapshots, M-Bus devices, and the identity of a meter; immutable, exact, with absent
 * values. This package uses no other package.
 *
 * <p>Java's comparison of records ({@code java.lang.runtime.ObjectMethods}) loads 84 classes at its first use, and takes
 * 2.8 MB of PSS (JDK 17, amd64). The records that {@code EqualityTest} names therefore have their own {@code equals} and
 * {@code hashCode}; {@link MeterIdentity}, which the guard compares, does not.
 */
@NullMarked
package org.dbusp1.meter;

import org.jspecify.annotations.NullMarked;
