package org.dbusp1.gx.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.BusItemClient.ClassAndInstance;
import org.dbusp1.gx.client.BusItemClient.SettingsReply;
import org.dbusp1.gx.ess.PhaseOrder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings of one device in localsettings: adds and reads them, corrects invalid settings, and remembers them. */
final class DeviceSettings {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSettings.class);
    /** Number of corrections of a class and instance, after which a setting that is still invalid is no longer corrected. */
    private static final int MOST_CORRECTIONS = 2;
    /** Of energy meters, as in dbus-modbus-client, device.py; the instances of each class are separate. */
    private static final int FIRST_INSTANCE = 40;
    /** The time until localsettings that have not answered are asked again. */
    private static final long UNANSWERED_NANOS = Duration.ofMinutes(1).toNanos();

    /**
     * A device as localsettings describe it.
     *
     * @param kind third element of the service's name: a role, or pulsemeter
     * @param position 0 AC input 1, 1 AC output, 2 AC input 2
     */
    record Registration(String kind, int instance, String customName, int position, PhaseOrder phases) {
        // Not the comparison of records: see package-info of meter.
        @Override
        public boolean equals(Object other) {
            return other instanceof Registration that && instance == that.instance && position == that.position && kind.equals(that.kind)
                    && customName.equals(that.customName) && phases.equals(that.phases);
        }

        @Override
        public int hashCode() {
            return Objects.hash(kind, instance, customName, position, phases);
        }
    }

    private final String id;
    private final List<String> kinds;
    private final boolean isEnergyMeter;
    /** Null if the owner configured none, or if the device is no energy meter. */
    private final @Nullable Integer configuredPosition;
    private final PhaseOrder configuredPhases;
    private final StateStore memory;
    private final Supplier<@Nullable BusItemClient> localSettings;
    private final LongSupplier clock;
    private final Map<String, Object> values = new HashMap<>();
    /** Null if the last order of phases was accepted. */
    private @Nullable IllegalArgumentException refusedPhases;
    private int corrections;
    private final ThinnedLog phasesLog = ThinnedLog.counted();
    private final ThinnedLog refusal = ThinnedLog.onChange(LOG::warn);
    /** True if each change since the values were read arrived as a signal. */
    private boolean valuesAreCurrent;
    /** When localsettings were asked, by the clock; null before, and after an answer. */
    private @Nullable Long askedNanos;

    /**
     * @param id of the device in localsettings; outlives the meter
     * @param kinds the kinds that the setting may name; the first is the default
     * @param energyMeterConfig the owner's configuration of an energy meter; null for other devices, which have neither phases nor
     * a position
     * @param memory the settings as localsettings last had them, by {@code ID SETTING}: a GX device that has lost its settings.xml gets
     * them as the first values of new settings; settings that exist are never changed
     * @param localSettings gives null while localsettings are not on the bus
     * @param clock as {@link System#nanoTime}
     */
    DeviceSettings(String id, List<String> kinds, @Nullable VenusConfig energyMeterConfig, StateStore memory,
            Supplier<@Nullable BusItemClient> localSettings, LongSupplier clock) {
        this.id = id;
        this.kinds = kinds;
        this.isEnergyMeter = energyMeterConfig != null;
        this.configuredPosition = energyMeterConfig == null ? null : energyMeterConfig.position();
        this.configuredPhases = energyMeterConfig == null ? PhaseOrder.STRAIGHT : energyMeterConfig.phases();
        this.memory = memory;
        this.localSettings = localSettings;
        this.clock = clock;
    }

    String id() {
        return id;
    }

    /**
     * Reads the settings if they may have changed, adds missing settings, then calls {@link #validate}.
     *
     * @param onValidated receives true if the settings are valid; false also while localsettings are absent, refuse the settings or
     * do not answer: these are asked again after a minute
     */
    void prepare(Consumer<Boolean> onValidated) {
        if (valuesAreCurrent) {
            validate(onValidated);
        } else {
            read(onValidated);
        }
    }

    private void read(Consumer<Boolean> onValidated) {
        BusItemClient settingsClient = localSettings.get();
        if (settingsClient == null || askedNanos != null && clock.getAsLong() - askedNanos < UNANSWERED_NANOS) {
            onValidated.accept(false);
            return;
        }
        askedNanos = clock.getAsLong();
        settingsClient.addSettings(id, definitions(), answer -> {
            boolean isAnswered = answer != SettingsReply.NONE;
            askedNanos = isAnswered ? null : askedNanos;
            if (answer.refusal().isEmpty()) {
                refusal.clear();
                valuesAreCurrent = true;
                answer.values().forEach(this::update);
                validate(onValidated);
            } else {
                onValidated.accept(false);
                if (isAnswered) {
                    refusal.log("localsettings refuse the settings of {}: {}; the device is registered when they accept them",
                            id, SafeText.excerpt(answer.refusal()));
                } else {
                    refusal.log("localsettings do not answer: the settings of {} are asked for again each minute", id);
                }
            }
        });
    }

    private String remembered(String setting) {
        return Objects.requireNonNullElse(memory.recall(id + " " + setting), "");
    }

    private int rememberedPosition() {
        String position = remembered(BusItemClient.POSITION);
        return position.matches("[0-2]") ? Integer.parseInt(position) : 0;
    }

    List<BusItemClient.NewSetting> definitions() {
        BusItemClient.NewSetting instance = new BusItemClient.NewSetting(BusItemClient.CLASS_AND_INSTANCE,
                corrected(null).toString(), 0, 0);
        BusItemClient.NewSetting name = new BusItemClient.NewSetting(
                BusItemClient.CUSTOM_NAME, remembered(BusItemClient.CUSTOM_NAME), 0, 0);
        return !isEnergyMeter ? List.of(instance, name) : List.of(instance, name,
                new BusItemClient.NewSetting(BusItemClient.POSITION,
                        Objects.requireNonNullElseGet(configuredPosition, this::rememberedPosition), 0, 2),
                // Not the configured order, which would then survive a change of the configuration.
                new BusItemClient.NewSetting(BusItemClient.PHASES, remembered(BusItemClient.PHASES), 0, 0));
    }

    /**
     * Returns the class and instance of a setting, else the remembered ones; the first of {@link #kinds} replaces a class that is
     * not allowed.
     */
    private ClassAndInstance corrected(@Nullable ClassAndInstance setting) {
        ClassAndInstance known = setting != null ? setting : ClassAndInstance.of(remembered(BusItemClient.CLASS_AND_INSTANCE));
        return new ClassAndInstance(known != null && kinds.contains(known.kind()) ? known.kind() : kinds.get(0),
                known != null ? known.instance() : FIRST_INSTANCE);
    }

    boolean areOutdated() {
        return !valuesAreCurrent;
    }

    /** Localsettings left the bus: they may have other values, and may now accept a correction. */
    void markOutdated() {
        valuesAreCurrent = false;
        askedNanos = null;
        corrections = 0;
    }

    /** An invalid order of phases changes nothing, and {@link #validate} overwrites it. */
    void update(String setting, Object value) {
        Object plain = ""; // a removed setting is marked as invalid by an empty array
        if (value instanceof Number number) {
            plain = number.intValue();
        } else if (value instanceof String text) {
            plain = SafeText.message(text);
        }
        if (setting.equals(BusItemClient.PHASES)) {
            try {
                refusedPhases = null;
                checkedPhases(plain.toString());
            } catch (IllegalArgumentException e) {
                refusedPhases = e;
                return;
            }
        }
        values.put(setting, plain);
        ClassAndInstance device = classAndInstance();
        boolean isRight = !setting.equals(BusItemClient.CLASS_AND_INSTANCE) || device != null && kinds.contains(device.kind());
        if (isRight && (value instanceof Number || value instanceof String)) {
            memory.remember(id + " " + setting, plain.toString());
        }
    }

    private String text(String setting) {
        return values.getOrDefault(setting, "").toString();
    }

    private @Nullable ClassAndInstance classAndInstance() {
        return ClassAndInstance.of(text(BusItemClient.CLASS_AND_INSTANCE));
    }

    /** An empty setting stands for the configured order. */
    private PhaseOrder phases() {
        String text = text(BusItemClient.PHASES);
        return text.isBlank() ? configuredPhases : PhaseOrder.parse(text);
    }

    private int position() {
        return values.get(BusItemClient.POSITION) instanceof Integer position ? position : 0;
    }

    /** Returns the registration by the settings, which have to be valid. */
    Registration registration() {
        ClassAndInstance current = Objects.requireNonNull(classAndInstance());
        return new Registration(current.kind(), current.instance(), text(BusItemClient.CUSTOM_NAME), position(), phases());
    }

    /**
     * Corrects settings that are invalid or contradict the configuration.
     *
     * @param onValidated receives true if the settings are valid: at once or, after a correction of class and instance,
     * when localsettings have answered; false if {@link #MOST_CORRECTIONS} corrections have not helped
     */
    void validate(Consumer<Boolean> onValidated) {
        if (configuredPosition != null && configuredPosition != position()) {
            overwrite(BusItemClient.POSITION, configuredPosition);
        }
        if (refusedPhases != null) {
            String reason = refusedPhases.getMessage();
            overwrite(BusItemClient.PHASES, text(BusItemClient.PHASES));
            String end = isConfigured(phases()) ? ", as configured" : "";
            phasesLog.countAndLog(suffix -> LOG.warn("the setting {} of {} is refused: {}; it stays {}{}{}",
                    BusItemClient.PHASES, id, reason, phases().text(), end, suffix));
        }
        String found = SafeText.excerpt(text(BusItemClient.CLASS_AND_INSTANCE));
        String right = corrected(classAndInstance()).toString();
        if (right.equals(text(BusItemClient.CLASS_AND_INSTANCE))) {
            corrections = 0;
            onValidated.accept(true);
        } else if (corrections++ < MOST_CORRECTIONS) {
            LOG.info("the setting {} of {} is \"{}\": it becomes {}", BusItemClient.CLASS_AND_INSTANCE, id, found, right);
            write(BusItemClient.CLASS_AND_INSTANCE, right, accepted -> read(onValidated));
        } else {
            if (corrections == MOST_CORRECTIONS + 1) {
                LOG.error("the setting {} of {} stays \"{}\", which this driver cannot use; set it to {}",
                        BusItemClient.CLASS_AND_INSTANCE, id, found, right);
            }
            onValidated.accept(false);
        }
    }

    private void overwrite(String setting, Object right) {
        update(setting, right);
        write(setting, right, accepted -> { });
    }

    String describe(PhaseOrder order) {
        return order.text() + (isConfigured(order) ? ", as configured"
                : ", by the setting " + BusItemClient.PHASES + ", not as configured");
    }

    boolean isConfigured(PhaseOrder order) {
        return order.equals(configuredPhases);
    }

    List<String> kinds() {
        return kinds;
    }

    @Nullable Integer configuredPosition() {
        return configuredPosition;
    }

    /** @throws IllegalArgumentException while the setting is not valid */
    ClassAndInstance validClassAndInstance() {
        ClassAndInstance current = classAndInstance();
        if (current == null) {
            throw new IllegalArgumentException("the setting " + BusItemClient.CLASS_AND_INSTANCE + " is not valid");
        }
        return current;
    }

    /** Returns the order of phases in its usual form; an empty text stays empty. */
    static String checkedPhases(String text) {
        return text.isBlank() ? "" : PhaseOrder.parse(text).text();
    }

    /** Writes a setting. @param done gets whether localsettings have accepted it; false too if they do not answer, or are not there */
    void write(String setting, Object value, Consumer<Boolean> done) {
        BusItemClient settingsClient = localSettings.get();
        if (settingsClient == null) {
            done.accept(false);
        } else {
            settingsClient.writeSetting(id, setting, value, done);
        }
    }
}
