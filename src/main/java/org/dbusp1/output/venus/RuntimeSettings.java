package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.dbusp1.meter.ImportLimit.GuardStatus;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.output.OutputSettings.Switch;

/**
 * The settings that clients may write to a device beside those of localsettings. The driver keeps them itself, because
 * they are needed before the first telegram, and while localsettings are away.
 *
 * @param choices  the owner's choices
 * @param meter    the meter that the limit belongs to
 * @param blackBox makes copies of the black box; absent where the configuration switches it off
 * @param guard    returns what the guard of the peak does
 */
record RuntimeSettings(OutputSettings choices, MeterKey meter, Optional<BlackBoxCopy> blackBox,
                       Supplier<GuardStatus> guard) {
    static final RuntimeSettings NONE = new RuntimeSettings(OutputSettings.none(), MeterKey.of("none"),
            Optional.empty(), () -> GuardStatus.OFF);

    /** Sets the limit. @throws IllegalArgumentException with the reason why the value is refused, as each of these */
    void limit(long watts) {
        require(choices.limitIsAdjustable(), "the configuration sets it: demand.limit-w");
        require(choices.limit(meter, watts), "allowed are 0 (none) to " + OutputSettings.HIGHEST_LIMIT + " W");
    }

    /** Returns the limit in watts; 0 where there is no limit. */
    long limit() {
        return choices.limit(meter).orElse(0);
    }

    /** Makes a copy of the black box. */
    void save(long value) {
        require(blackBox.isPresent(), "the configuration switches the black box off: log.telegrams");
        require(value == 1, "allowed is 1");
        blackBox.orElseThrow().make();
    }

    /** Turns a switch. */
    void turn(Switch which, long value) {
        require(value == 0 || value == 1, "allowed are 0 (off) and 1 (on)");
        require(choices.turn(which, value == 1), "the configuration does not switch it on");
    }

    private static void require(boolean allowed, String refusal) {
        if (!allowed) {
            throw new IllegalArgumentException(refusal);
        }
    }

    /** Returns 1 for on, 0 for off; absent where the configuration does not switch the output on. */
    OptionalLong output(Switch which) {
        return choices.on(which).map(on -> OptionalLong.of(on ? 1 : 0)).orElse(OptionalLong.empty());
    }
}
