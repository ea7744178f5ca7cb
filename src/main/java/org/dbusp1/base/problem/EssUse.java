package org.dbusp1.base.problem;

/** What a condition of ESS means for who acts by it, and for what is told: a row of the table above {@code EssMonitor}. */
public enum EssUse {
    /** ESS does not regulate by this meter. */
    NOT,
    /** Nobody knows, or ESS has not chosen yet. */
    UNKNOWN,
    /** A value that proves that ESS regulates is absent, or stands against it for now. */
    UNPROVED,
    /** The inverter is proved to be on no grid: ESS regulates nothing, and the meter may be without power. */
    OFF_GRID,
    /** ESS regulates by this meter, as well as its settings and the meter allow. */
    REGULATES
}
