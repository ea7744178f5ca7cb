package org.dbusp1.metering;

/**
 * Whether a grid meter shows the powers of the phases, and why not. ESS regulates by the sum of the phases and does not read the total:
 * where they are not shown, the total is on L1.
 */
public enum PhasePowers {
    SHOWN,
    /** Neither a power nor a phase has been sent so far. */
    UNKNOWN_YET,
    /** The meter has a total and no phases: no phase has had a power so far, or only 0 W at any total. */
    NEVER_SENT,
    /** The total is unknown, so that no phases can be compared with it. */
    WITHOUT_TOTAL,
    /** The phases do not add up to the total, or none is valid now. */
    DISAGREE,
    /** The phases have agreed with the total for less than half a minute. */
    RETURNING
}
