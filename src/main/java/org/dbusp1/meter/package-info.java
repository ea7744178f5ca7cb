/**
 * The model: quantities, readings, snapshots, M-Bus devices, and the identity of a meter; immutable, exact, with
 * absent values. It uses no other package.
 *
 * <p>The comparison that Java makes for a record ({@code java.lang.runtime.ObjectMethods}) loads a megabyte of classes
 * into each driver. Records that a running driver compares, here and in other packages, have an {@code equals} and a
 * {@code hashCode} of their own.
 */
package org.dbusp1.meter;
