package org.dbusp1.base.problem;

/** What a condition of ESS means for who acts by it: the corrections, the limiter, alarms and the screen. */
public enum EssUse {
    /** ESS does not regulate by this meter, and this will stay so. */
    NOT,
    /** ESS may regulate by this meter soon, or nobody knows. */
    SOON,
    /** The inverter is proved to be on no grid: ESS regulates nothing, and the meter may be without power. */
    OFF_GRID,
    /** ESS regulates by this meter, as well as its settings and the meter allow. */
    REGULATES
}
