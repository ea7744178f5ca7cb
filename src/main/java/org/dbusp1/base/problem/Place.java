package org.dbusp1.base.problem;

import java.util.Locale;

/** Where on the screen of a GX device the owner does what a remedy says; P1Place.qml opens it. */
public enum Place {
    /** No page. */
    NONE,
    /** System Setup, ESS. */
    ESS,
    /** System Setup, AC System. */
    AC,
    /** VRM device instances. */
    INSTANCES,
    /** The meter's role. */
    ROLE,
    /** The meter's own page Setup. */
    SETUP,
    /** The same, where the detail is the order of phases to set. */
    ORDER;

    public String key() {
        return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
    }
}
