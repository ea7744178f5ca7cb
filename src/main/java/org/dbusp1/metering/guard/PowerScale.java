package org.dbusp1.metering.guard;

/** The unit in which a Kamstrup meter's HAN list has powers; the list defines W. */
public enum PowerScale {
    WATTS, TENTHS
}
