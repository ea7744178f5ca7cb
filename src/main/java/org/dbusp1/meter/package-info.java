/**
 * The model: quantities, readings, snapshots, M-Bus devices, and the identity of a meter; immutable, exact, with
 * absent values. It uses no other package.
 */
package org.dbusp1.meter;
