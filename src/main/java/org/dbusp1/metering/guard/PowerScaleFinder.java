package org.dbusp1.metering.guard;

import java.util.Locale;
import java.util.Objects;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Doubts.DoubtfulPower;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerScale;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the power of a binary meter whose list has no scales with its currents: some Kamstrup meters in Sweden send tenths of a watt
 * (amsreader-firmware, issue 421). A power far above voltage times current contradicts the currents, and does not tell which of them is
 * wrong. Powers of a directly connected Kamstrup meter are then withheld, until its counter or the owner tells the unit.
 */
final class PowerScaleFinder {
    private static final Logger LOG = LoggerFactory.getLogger(PowerScaleFinder.class);
    private static final double BOUND_FACTOR = 3;
    /** A meter shows no current below its starting current, and rounds. */
    private static final double MARGIN_AMPERES = 1;
    /** Messages in a row that prove the contradiction. */
    private static final int MESSAGES = 3;
    private static final String TYPE = "1-1:96.1.1";
    /** The beginning of the types of Kamstrup's meters with current transformers. */
    private static final String WITH_TRANSFORMERS = "685";
    private static final String CONTRADICTED = "contradicted";

    private final StateStore store;
    private final @Nullable PowerScale chosen;
    /** The meter's number; null before the first. */
    private @Nullable String meterNumber;
    /** The unit that the counter or the owner has told; null while none has. */
    private @Nullable PowerScale scale;
    private boolean contradicted;
    /** Whether the meter has no current transformers; null while its type is unknown. */
    private @Nullable Boolean direct;
    /** Messages in a row whose power is above the bound. */
    private int above;
    private @Nullable DoubtfulPower doubt;

    /** @param chosen the owner's choice; null: found by the counter */
    PowerScaleFinder(StateStore store, @Nullable PowerScale chosen) {
        this.store = store;
        this.chosen = chosen;
        this.scale = chosen;
    }

    void forgetMeter() {
        meterNumber = null;
        scale = chosen;
        contradicted = false;
        direct = null;
        above = 0;
        doubt = null;
    }

    void begin(String number) {
        forgetMeter();
        meterNumber = number;
        String known = store.recall(storeKey(number), fact -> fact).orElse("");
        contradicted = chosen == null && known.equals(CONTRADICTED);
        if (chosen != null && known.equals(CONTRADICTED)) {
            remember(nameOf(chosen));
        }
        scale = chosen != null ? chosen : known.equals(nameOf(PowerScale.TENTHS)) ? PowerScale.TENTHS
                : known.equals(nameOf(PowerScale.WATTS)) ? PowerScale.WATTS : null;
    }

    /** Judges a message. @param countsWattHours whether the counter has proved that powers are in W, since it counts each Wh */
    void accept(GuardedReading now, boolean countsWattHours) {
        if (!now.sent().message().hasAssumedScales() || scale != null || countsWattHours) {
            doubt = null;
            return;
        }
        boolean kamstrup = now.dialect() == Dialect.KAMSTRUP;
        if (kamstrup && direct == null) {
            direct = now.sent().message().registers().stream().filter(register -> register.obis().startsWith(TYPE))
                    .map(register -> register.text()).filter(Objects::nonNull).findFirst()
                    .map(type -> !type.startsWith(WITH_TRANSFORMERS)).orElse(null);
        }
        Double carried = carried(now.values(), 0);
        Double most = carried(now.values(), MARGIN_AMPERES);
        if (carried == null || most == null || !now.values().has(Quantity.POWER_IMPORT) && !now.values().has(Quantity.POWER_NET)) {
            return;
        }
        long watts = Math.round(power(now.values()));
        above = Math.abs(watts) > BOUND_FACTOR * most ? above + 1 : 0;
        boolean found = above >= MESSAGES;
        if (found && kamstrup && Boolean.TRUE.equals(direct) && !contradicted) {
            contradicted = true;
            remember(CONTRADICTED);
            LOG.warn("""
                    the power of this meter would be {} W, but its voltages and currents are {} VA: powers and counters are withheld. \
                    Look at the meter's display and set meter.power to tenths or watts.""", watts, Math.round(carried));
        }
        DoubtfulPower.Cause cause = contradicted ? DoubtfulPower.Cause.SCALE_UNKNOWN : DoubtfulPower.Cause.NOT_IN_CURRENTS;
        if (found || contradicted && doubt == null) {
            doubt = new DoubtfulPower(cause, watts, Math.round(carried));
        } else if (!contradicted && above == 0) {
            doubt = null;
        }
    }

    private static double power(Values values) {
        double imported = values.has(Quantity.POWER_IMPORT) ? values.number(Quantity.POWER_IMPORT) : 0;
        double exported = values.has(Quantity.POWER_EXPORT) ? values.number(Quantity.POWER_EXPORT) : 0;
        return values.has(Quantity.POWER_IMPORT) ? imported > exported ? imported : -exported : values.number(Quantity.POWER_NET);
    }

    /**
     * Returns the sum of voltage times current of all phases, in VA; null if the message lacks a voltage or a current.
     *
     * @param margin added to each current, in A
     */
    private static @Nullable Double carried(Values values, double margin) {
        double sum = 0;
        boolean any = false;
        for (Phase phase : Phase.ALL) {
            if (values.has(phase.voltage()) != values.has(phase.current())) {
                return null;
            }
            if (values.has(phase.voltage())) {
                if (values.scaled(phase.voltage()) == 0) {
                    return null;
                }
                any = true;
                sum += values.number(phase.voltage()) * (Math.abs(values.number(phase.current())) + margin);
            }
        }
        return any ? sum : null;
    }

    /** Returns whether currents contradict the powers, whose unit is unknown. */
    boolean isContradicted() {
        return contradicted;
    }

    boolean isTenths() {
        return scale == PowerScale.TENTHS;
    }

    /** Called when the counter has told the unit. */
    void proved(PowerScale unit) {
        scale = unit;
        contradicted = false;
        doubt = null;
        remember(nameOf(unit));
        LOG.info("the counter shows that the powers of this meter are in {}", unit == PowerScale.TENTHS ? "tenths of a watt" : "watts");
    }

    @Nullable DoubtfulPower doubt() {
        return doubt;
    }

    private void remember(String fact) {
        if (meterNumber != null) {
            store.remember(storeKey(meterNumber), fact);
        }
    }

    private static String storeKey(String number) {
        return MeterKey.of(number).text() + ".power-unit";
    }

    private static String nameOf(PowerScale unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }
}
