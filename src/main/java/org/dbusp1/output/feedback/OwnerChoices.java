package org.dbusp1.output.feedback;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/**
 * The owner's choices on the device's screen that localsettings do not store: switches, the settings of entries of Quick access, and
 * the limit of a demand tariff unless the configuration sets this limit. Thread safe; no call waits for a disk.
 */
public final class OwnerChoices {
    /** The highest limit, in watts, as of the key demand.limit-w. */
    public static final int HIGHEST_LIMIT = 1_000_000;

    /** The functions that the owner can switch on and off. */
    public enum Switch {
        /** The events on the GX device's page Notifications. */
        NOTIFICATIONS,
        /** The limit of the inverters' power with which ESS keeps the battery for a demand window's peak. */
        LIMITER,
        /** The correction of a slow meter's powers between its telegrams. */
        FOLLOW,
        /** The total of a grid meter without powers of phases in thirds on L1 to L3, instead of on L1. */
        THIRDS
    }

    /** A text or number that the owner gives to an entry of the screen's Quick access. */
    public enum QuickAccessSetting {
        LIMITER_GROUP, LIMITER_NAME, LIMITER_SHOWN, FORECAST_GROUP, FORECAST_NAME, FORECAST_SHOWN
    }

    private final StateStore memory;
    private final Supplier<String> meterOrCable;
    private final @Nullable Long configuredLimit;
    private final Map<Switch, Boolean> states = new EnumMap<>(Switch.class);
    private final Map<Switch, Runnable> listeners = new EnumMap<>(Switch.class);
    /** In watts; 0 for none. */
    private final Map<MeterKey, Long> limits = new HashMap<>();
    private final Map<QuickAccessSetting, Optional<String>> quickAccess = new EnumMap<>(QuickAccessSetting.class);

    /**
     * @param memory stores the choices
     * @param meterOrCable gives what the switches belong to: the meter, or while none is known the cable
     * @param switches the existing switches, each with its state until the owner changes it
     * @param configuredLimit demand.limit-w in watts; null if the owner may choose a limit
     */
    public OwnerChoices(StateStore memory, Supplier<String> meterOrCable, Map<Switch, Boolean> switches, @Nullable Long configuredLimit) {
        this.memory = memory;
        this.meterOrCable = meterOrCable;
        this.configuredLimit = configuredLimit;
        switches.forEach((value, first) -> states.put(value, memory.recall(key(value), OwnerChoices::parseSwitch).orElse(first)));
    }

    /** Returns choices without switches, with nothing stored; the owner may choose a limit. */
    public static OwnerChoices none() {
        return new OwnerChoices(StateStore.NONE, () -> "", Map.of(), null);
    }

    private String key(Enum<?> which) {
        return which.name().toLowerCase(Locale.ROOT) + " " + meterOrCable.get();
    }

    private static boolean parseSwitch(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("neither on nor off: " + text);
        };
    }

    /** Returns true for on, false for off; empty if the configuration does not offer the switch. */
    public synchronized Optional<Boolean> state(Switch which) {
        return Optional.ofNullable(states.get(which));
    }

    /** Returns true for on; false for off, and if the configuration does not offer the switch. */
    public synchronized boolean isOn(Switch which) {
        return states.getOrDefault(which, false);
    }

    /**
     * Turns a switch, stores its state, and runs its listener.
     *
     * @return false if the configuration does not offer the switch
     */
    public boolean set(Switch which, boolean choice) {
        Runnable listener;
        synchronized (this) {
            if (!states.containsKey(which)) {
                return false;
            }
            states.put(which, choice);
            memory.remember(key(which), choice ? "on" : "off");
            listener = listeners.getOrDefault(which, () -> { });
        }
        listener.run();
        return true;
    }

    /** @param listener runs after each turn of the switch, on the thread that turned the switch; has to return at once */
    public synchronized void setListener(Switch which, Runnable listener) {
        listeners.put(which, listener);
    }

    /** Returns the owner's text for a setting; empty if the owner has not set it. */
    public synchronized Optional<String> quickAccess(QuickAccessSetting which) {
        return quickAccess.computeIfAbsent(which, setting -> memory.recall(key(setting), text -> text));
    }

    public synchronized void setQuickAccess(QuickAccessSetting which, String text) {
        quickAccess.put(which, Optional.of(text));
        memory.remember(key(which), text);
    }

    /** True if the configuration leaves the limit to the owner. */
    public boolean limitIsAdjustable() {
        return configuredLimit == null;
    }

    /** Returns the mean import, in watts, that the owner does not want to exceed; null without a limit. */
    public synchronized @Nullable Long limit(MeterKey meter) {
        if (configuredLimit != null) {
            return configuredLimit;
        }
        long watts = limits.computeIfAbsent(meter, key -> memory.recall(key(key), OwnerChoices::watts).orElse(0L));
        return watts == 0 ? null : watts;
    }

    /**
     * Chooses the limit.
     *
     * @param watts 0 for no limit
     * @return false if the configuration sets the limit, or the number is out of range
     */
    public synchronized boolean setLimit(MeterKey meter, long watts) {
        if (!limitIsAdjustable() || watts < 0 || watts > HIGHEST_LIMIT) {
            return false;
        }
        limits.put(meter, watts);
        memory.remember(key(meter), Long.toString(watts));
        return true;
    }

    private static String key(MeterKey meter) {
        return "demand.limit-w " + meter.text();
    }

    private static long watts(String text) {
        long watts = Long.parseLong(text);
        if (watts < 0 || watts > HIGHEST_LIMIT) {
            throw new IllegalArgumentException("no limit: " + text);
        }
        return watts;
    }
}
