package org.dbusp1.config;

import java.util.Locale;

/** The value that is published as the power of a French meter, whose customer output has no active power. */
public enum TicPowerSetting {
    /** Nothing. */
    NONE,
    /** Its apparent power, where the direction is known. */
    APPARENT;

    /** As in the configuration. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
