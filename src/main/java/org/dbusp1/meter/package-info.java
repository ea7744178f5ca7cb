/**
 * The model: quantities, readings, snapshots, M-Bus devices, and the identity of a meter; immutable, exact, with
 * absent values. It uses no other package. Records that are compared for each telegram have an equals of their own: the
 * generated one makes some fifty classes at its first use.
 */
package org.dbusp1.meter;
