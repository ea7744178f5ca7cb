package org.dbusp1.meter;

import java.util.Optional;

/** The traits of one P1 telegram that show its dialect: identification lines are the same in several countries. */
public interface TelegramTraits {
    /**
     * Returns whether the telegram prints a register with one of these codes. Group F does not matter, nor do the
     * channels of one medium: 0-1:24.3.0 means each M-Bus channel, 1-0:1.8.0 also for 1-1:1.8.0.
     */
    boolean prints(Obis... codes);

    /** Returns whether codes have a group F, or neither medium nor channel, as codes of D0 have. */
    boolean printsD0Codes();

    /** Returns whether an energy or a power is on channel 1, as in 1-1:1.8.0. */
    boolean measuresOnChannel1();

    /** Returns the version of the P1 format, 1-3:0.2.8, as printed; empty if none is printed. */
    Optional<String> version();
}
