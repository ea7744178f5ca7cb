package org.dbusp1.output.feedback;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    /** The key of the limit, which is always that of the meter. */
    public static final String LIMIT = "demand.limit-w";
    public static final String ON = "on";
    public static final String OFF = "off";

    public enum Switch {
        /** The events on the GX device's page Notifications. */
        NOTIFICATIONS,
        /** The limit of the inverters' power with which ESS keeps the battery for a demand window's peak. */
        LIMITER,
        /** The correction of a slow meter's powers between its telegrams. */
        FOLLOW,
        /** The total of a grid meter without powers of phases in thirds on L1 to L3, instead of on L1. */
        THIRDS;

        private final String key = name().toLowerCase(Locale.ROOT);

        public String key() {
            return key;
        }
    }

    private final StateStore memory;
    private final Supplier<String> meterOrCable;
    private final @Nullable Long configuredLimit;
    /** The keys of switches that the configuration does not offer. */
    private final Set<String> notOffered;
    /** By key, without the limit; empty for what the owner has not chosen, and for a switch that is not offered. */
    private final Map<String, Optional<String>> texts = new HashMap<>();
    /** In watts; 0 for none. */
    private final Map<MeterKey, Long> limits = new HashMap<>();

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
        this.notOffered = Stream.of(Switch.values()).filter(which -> !switches.containsKey(which)).map(Switch::key)
                .collect(Collectors.toUnmodifiableSet());
        switches.forEach((which, first) -> texts.put(which.key(),
                Optional.of(memory.recall(key(which.key()), OwnerChoices::checkedSwitch).orElse(first ? ON : OFF))));
        notOffered.forEach(key -> texts.put(key, Optional.empty()));
    }

    /** Returns choices without switches, with nothing stored; the owner may choose a limit. */
    public static OwnerChoices none() {
        return new OwnerChoices(StateStore.NONE, () -> "", Map.of(), null);
    }

    private String key(String choice) {
        return choice + " " + meterOrCable.get();
    }

    private static String key(MeterKey meter) {
        return LIMIT + " " + meter.text();
    }

    private static String checkedSwitch(String text) {
        if (!text.equals(ON) && !text.equals(OFF)) {
            throw new IllegalArgumentException("neither on nor off: " + text);
        }
        return text;
    }

    /** Returns true for on, false for off; empty if the configuration does not offer the switch. */
    public synchronized Optional<Boolean> state(Switch which) {
        return texts.getOrDefault(which.key(), Optional.empty()).map(ON::equals);
    }

    /** Returns true for on; false for off, and if the configuration does not offer the switch. */
    public synchronized boolean isOn(Switch which) {
        return state(which).orElse(false);
    }

    /** Returns whether a switch is on, or may have been in an earlier run: the owner has set it, whether on or off. */
    public synchronized boolean mayHaveBeenOn(Switch which) {
        return isOn(which) || memory.recall(key(which.key())) != null;
    }

    /** Returns the text of a choice, of the limit in watts; empty if the owner has not chosen, and for a switch that is not offered. */
    public synchronized Optional<String> text(String key, MeterKey meter) {
        return key.equals(LIMIT) ? Optional.ofNullable(limit(meter)).map(String::valueOf)
                : texts.computeIfAbsent(key, choice -> memory.recall(key(choice), text -> text));
    }

    /**
     * Stores a choice: of a switch {@link #ON} or {@link #OFF}, of the limit watts or 0 for none.
     *
     * @throws IllegalArgumentException if the configuration does not leave the choice to the owner, and for a limit out of range
     */
    public synchronized void set(String key, MeterKey meter, String text) {
        if (key.equals(LIMIT)) {
            if (!limitIsAdjustable()) {
                throw new IllegalArgumentException("the configuration sets it: " + LIMIT);
            }
            limits.put(meter, watts(text));
            memory.remember(key(meter), text);
            return;
        }
        if (notOffered.contains(key)) {
            throw new IllegalArgumentException("the configuration does not switch it on");
        }
        texts.put(key, Optional.of(text));
        memory.remember(key(key), text);
    }

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

    private static long watts(String text) {
        long watts = Long.parseLong(text);
        if (watts < 0 || watts > HIGHEST_LIMIT) {
            throw new IllegalArgumentException("allowed are 0 (none) to " + HIGHEST_LIMIT + " W");
        }
        return watts;
    }
}
