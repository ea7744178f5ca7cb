/**
 * The ledger of energy: the one rule about what a counter moved between two readings. It knows nothing of outputs and
 * of disks.
 */
package org.dbusp1.energy;
