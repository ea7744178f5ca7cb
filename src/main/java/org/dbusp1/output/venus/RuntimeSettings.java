package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.output.OutputSettings.Switch;

/**
 * The settings that clients may write to a device beside those of localsettings. The driver keeps them itself, because
 * they are needed before the first telegram, and while localsettings are away.
 */
final class RuntimeSettings {
    /** The setting behind {@code /P1/Demand/Limit}. */
    static final String LIMIT = "DemandLimit";
    /** The setting behind {@code /P1/Outputs/Mqtt}. */
    static final String MQTT = "OutputMqtt";
    /** The setting behind {@code /P1/Outputs/Page}. */
    static final String PAGE = "OutputPage";
    /** The setting behind {@code /P1/Outputs/Notifications}. */
    static final String NOTIFICATIONS = "OutputNotifications";
    /** The setting behind {@code /P1/BlackBox/Save}. */
    static final String BLACK_BOX = "BlackBoxSave";
    /** The setting behind {@code /P1/Demand/Guard}. */
    static final String GUARD = "DemandGuard";
    static final RuntimeSettings NONE = new RuntimeSettings(OutputSettings.none(), MeterKey.of("none"),
            Optional.empty(), () -> PeakGuard.State.OFF);
    private static final Set<String> NAMES = Set.of(LIMIT, MQTT, PAGE, NOTIFICATIONS, BLACK_BOX, GUARD);
    private static final long NO_LIMIT = 0;

    private final OutputSettings choices;
    private final MeterKey meter;
    private final Optional<BlackBoxCopy> blackBox;
    private final Supplier<PeakGuard.State> guard;

    RuntimeSettings(OutputSettings choices, MeterKey meter, Optional<BlackBoxCopy> blackBox,
            Supplier<PeakGuard.State> guard) {
        this.blackBox = blackBox;
        this.choices = choices;
        this.meter = meter;
        this.guard = guard;
    }

    /** Returns whether a setting is one of these. */
    boolean holds(String setting) {
        return NAMES.contains(setting);
    }

    /** Sets a setting. @return the reason why the value is refused; absent where the value was accepted */
    Optional<String> set(String setting, long value) {
        return switch (setting) {
            case LIMIT -> !choices.limitIsAdjustable() ? Optional.of("the configuration sets it: demand.limit-w")
                    : choices.limit(meter, value) ? Optional.empty()
                    : Optional.of("allowed are 0 (none) to " + OutputSettings.HIGHEST_LIMIT + " W");
            case MQTT -> turn(Switch.MQTT, value);
            case NOTIFICATIONS -> turn(Switch.NOTIFICATIONS, value);
            case BLACK_BOX -> save(value);
            case GUARD -> turn(Switch.GUARD, value);
            default -> turn(Switch.PAGE, value);
        };
    }

    private Optional<String> save(long value) {
        if (blackBox.isEmpty() || value != 1) {
            return Optional.of(blackBox.isEmpty() ? "the configuration switches the black box off: log.telegrams"
                    : "allowed is 1");
        }
        blackBox.get().make();
        return Optional.empty();
    }

    /** Returns the black box; absent where the configuration switches it off. */
    Optional<BlackBoxCopy> blackBox() {
        return blackBox;
    }

    private Optional<String> turn(Switch which, long value) {
        return value != 0 && value != 1 ? Optional.of("allowed are 0 (off) and 1 (on)")
                : choices.turn(which, value == 1) ? Optional.empty()
                : Optional.of("the configuration does not switch it on");
    }

    /** Returns the limit in watts; 0 where there is no limit. */
    long limit() {
        return choices.limit(meter).orElse(NO_LIMIT);
    }

    /** Returns the state of the guard of the peak. */
    PeakGuard.State guard() {
        return guard.get();
    }

    boolean limitIsAdjustable() {
        return choices.limitIsAdjustable();
    }

    /** Returns 1 for on, 0 for off; absent where the configuration does not switch the output on. */
    OptionalLong output(Switch which) {
        return number(choices.on(which));
    }

    /** Returns 1 while the MQTT broker is connected, 0 while it is not; absent where the output to it is off. */
    OptionalLong brokerConnected() {
        return number(choices.brokerConnected());
    }

    private static OptionalLong number(Optional<Boolean> fact) {
        return fact.isPresent() ? OptionalLong.of(fact.get() ? 1 : 0) : OptionalLong.empty();
    }
}
