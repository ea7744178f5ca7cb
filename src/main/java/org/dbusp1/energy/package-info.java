/**
 * The ledger of energy: what the counters of a meter showed at the borders of quarter hours, and the one rule about
 * what they moved between two readings. It knows nothing of outputs and of disks.
 */
package org.dbusp1.energy;
