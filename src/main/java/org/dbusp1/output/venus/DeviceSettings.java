package org.dbusp1.output.venus;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dbusp1.meter.SafeText;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.venus.LocalSettings.ClassAndInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings of one device in localsettings: reads them, corrects invalid ones, and writes those of clients. */
final class DeviceSettings {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSettings.class);
    /** The most corrections of a class and instance that stay invalid. */
    private static final int CORRECTIONS = 2;
    private static final String SETTINGS = "settings";
    /**
     * The most writes of clients without an answer from localsettings that hang: both this process and the bus keep
     * each write until it is answered.
     */
    private static final int MOST_WRITES = 16;

    /** The state of the settings that a device is registered with. */
    enum Validity {
        VALID,
        /** A correction is being written; the given work runs when that is done. */
        BEING_CORRECTED,
        /** The settings stay invalid after each correction. */
        UNCORRECTABLE
    }

    private final DeviceKind<?, ?> kind;
    /** Localsettings; absent while they are not on the bus. */
    private final Supplier<Optional<LocalSettings>> localSettings;
    /** The values as localsettings last sent them. */
    private final Map<String, Object> values = new HashMap<>();
    /** The order of phases: an empty setting means the configured order; an invalid one changes nothing. */
    private PhaseOrder phases;
    private String validPhases = "";
    private Optional<String> refusedPhases = Optional.empty();
    private int corrections;
    /** The refusals that were logged last, by what was refused. */
    private final Map<String, String> logged = new HashMap<>();
    private boolean known;
    /** Writes that localsettings have not answered. */
    private int unanswered;

    DeviceSettings(DeviceKind<?, ?> kind, Supplier<Optional<LocalSettings>> localSettings) {
        this.kind = kind;
        this.localSettings = localSettings;
        this.phases = kind.phases();
    }

    /**
     * Adds the settings that do not exist yet and reads all.
     *
     * @param then takes whether localsettings accepted them; a refusal is logged once
     * @return false while localsettings are not on the bus: then nothing follows
     */
    boolean read(Consumer<Boolean> then) {
        Optional<LocalSettings> there = localSettings.get();
        there.ifPresent(settings -> settings.add(kind.id(), kind.settings(), answer -> then.accept(accept(answer))));
        return there.isPresent();
    }

    private boolean accept(LocalSettings.Known answer) {
        if (!answer.refusal().isEmpty()) {
            if (!logged.containsKey(SETTINGS)) { // whatever the reason is this time
                warnOnce(SETTINGS, "localsettings refuse the settings of " + kind.id() + ": "
                        + SafeText.excerpt(answer.refusal()) + "; the device is registered when they accept them");
            }
            return false;
        }
        logged.remove(SETTINGS);
        known = true;
        answer.values().forEach(this::update);
        return true;
    }

    /**
     * Returns whether the values are those of localsettings as they are on the bus now: each change since they came was
     * a signal, so nothing needs to be asked again.
     */
    boolean known() {
        return known;
    }

    /**
     * Marks the values as outdated: localsettings were away, may hold other values now, and may accept a correction
     * that they did not accept before.
     */
    void markOutdated() {
        known = false;
        corrections = 0;
    }

    /** Takes the value of a setting. */
    void update(String setting, Object value) {
        if (value instanceof Number number) {
            values.put(setting, number.intValue());
        } else if (value instanceof String text) {
            values.put(setting, SafeText.message(text));
        } else {
            values.remove(setting); // an empty array: localsettings mark a removed setting as invalid
        }
        if (setting.equals(LocalSettings.PHASES)) {
            updatePhases(text(setting));
        }
    }

    private void updatePhases(String text) {
        try {
            phases = tidy(text).isEmpty() ? kind.phases() : PhaseOrder.parse(text);
            validPhases = text;
            refusedPhases = Optional.empty();
        } catch (IllegalArgumentException invalid) {
            refusedPhases = Optional.of(invalid.getMessage());
        }
    }

    private static String tidy(String text) {
        return text.isBlank() ? "" : PhaseOrder.parse(text).text();
    }

    private String text(String setting) {
        return values.getOrDefault(setting, "").toString();
    }

    private Optional<ClassAndInstance> classAndInstance() {
        return ClassAndInstance.of(text(LocalSettings.CLASS_AND_INSTANCE));
    }

    private int position() {
        return values.get(LocalSettings.POSITION) instanceof Integer position ? position : 0;
    }

    /** Returns the registration that follows from the settings; only where they are valid. */
    Registration registration() {
        ClassAndInstance present = classAndInstance().orElseThrow();
        return new Registration(present.kind(), present.instance(), text(LocalSettings.CUSTOM_NAME), position(),
                phases);
    }

    /**
     * Corrects the settings that are invalid or differ from the configuration.
     *
     * @param then runs when ClassAndVrmInstance was written
     */
    Validity validate(Runnable then) {
        if (kind.position().isPresent() && kind.position().getAsInt() != position()) {
            overwrite(LocalSettings.POSITION, kind.position().getAsInt());
        }
        refusedPhases.ifPresent(why -> {
            overwrite(LocalSettings.PHASES, validPhases);
            logRefusedPhases(why);
        });
        String right = kind.expected(classAndInstance()).toString();
        if (right.equals(text(LocalSettings.CLASS_AND_INSTANCE))) {
            corrections = 0;
            return Validity.VALID;
        }
        if (corrections++ >= CORRECTIONS) {
            LOG.error("the setting {} of {} stays \"{}\", which this driver cannot use; set it to {}",
                    LocalSettings.CLASS_AND_INSTANCE, kind.id(),
                    SafeText.excerpt(text(LocalSettings.CLASS_AND_INSTANCE)), right);
            return Validity.UNCORRECTABLE;
        }
        LOG.info("the setting {} of {} is \"{}\": it becomes {}", LocalSettings.CLASS_AND_INSTANCE, kind.id(),
                SafeText.excerpt(text(LocalSettings.CLASS_AND_INSTANCE)), right);
        write(LocalSettings.CLASS_AND_INSTANCE, right, accepted -> then.run());
        return Validity.BEING_CORRECTED;
    }

    private void overwrite(String setting, Object right) {
        update(setting, right);
        write(setting, right, accepted -> { });
    }

    private void logRefusedPhases(String why) {
        warnOnce(LocalSettings.PHASES, "the setting " + LocalSettings.PHASES + " of " + kind.id() + " is refused: "
                + why + "; it stays " + phases.text() + (isConfigured(phases) ? ", as configured" : ""));
    }

    /** Logs a refusal once, however often it is the same. */
    private void warnOnce(String refused, String line) {
        if (!line.equals(logged.put(refused, line))) {
            LOG.warn("{}", line);
        }
    }

    /** Returns an order of phases and its origin, for a log line. */
    String describe(PhaseOrder order) {
        return order.text() + (isConfigured(order) ? ", as configured"
                : ", by the setting " + LocalSettings.PHASES + ", not as configured");
    }

    boolean isConfigured(PhaseOrder order) {
        return order.equals(kind.phases());
    }

    /** Takes a choice that the driver itself keeps. @param done takes whether it was accepted, as in each of these */
    void choose(String path, long value, BiFunction<RuntimeSettings, Long, Optional<String>> choice,
            Consumer<Boolean> done) {
        choice.apply(kind.runtime(), value).ifPresentOrElse(
                why -> refuse("the value " + value + " of " + path, why, done), () -> done.accept(true));
    }

    void storeName(String name, Consumer<Boolean> done) {
        keep(LocalSettings.CUSTOM_NAME, name, done);
    }

    /** Stores a role. Localsettings may choose another instance and send it in a signal: so nothing is updated here. */
    void storeRole(String role, Consumer<Boolean> done) {
        Optional<ClassAndInstance> present = classAndInstance();
        if (kind.kinds().size() == 1) {
            refuse("the role " + role, "the configuration sets it to " + kind.kinds().get(0), done);
        } else if (!kind.kinds().contains(role)) {
            refuse("the role \"" + SafeText.identifier(role) + "\"", "allowed are "
                    + String.join(", ", kind.kinds()), done);
        } else if (present.isEmpty()) {
            refuse("the role " + role, "the setting " + LocalSettings.CLASS_AND_INSTANCE + " is being corrected", done);
        } else {
            store(LocalSettings.CLASS_AND_INSTANCE,
                    new ClassAndInstance(role, present.get().instance()).toString(), done);
        }
    }

    void storePosition(long position, Consumer<Boolean> done) {
        if (kind.position().isPresent()) {
            refuse("the position " + position, "the configuration sets it to " + kind.position().getAsInt(), done);
        } else if (Role.of(registration().kind()).filter(role -> role.allowsPosition(position)).isEmpty()) {
            refuse("the position " + position, "a device with the role " + registration().kind()
                    + " has no such position", done);
        } else {
            keep(LocalSettings.POSITION, position, done);
        }
    }

    void storePhases(String text, Consumer<Boolean> done) {
        try {
            keep(LocalSettings.PHASES, tidy(text), done);
        } catch (IllegalArgumentException invalid) {
            done.accept(false);
            logRefusedPhases(invalid.getMessage());
        }
    }

    private void refuse(String what, String why, Consumer<Boolean> done) {
        done.accept(false);
        warnOnce("value", what + " of " + kind.id() + " is refused: " + why);
    }

    private void keep(String setting, Object value, Consumer<Boolean> done) {
        store(setting, value, accepted -> {
            if (accepted) {
                update(setting, value);
            }
            done.accept(accepted);
        });
    }

    private void store(String setting, Object value, Consumer<Boolean> done) {
        if (unanswered >= MOST_WRITES) {
            refuse("what is written to " + setting, "localsettings do not answer", done);
        } else {
            write(setting, value, done);
        }
    }

    private void write(String setting, Object value, Consumer<Boolean> done) {
        localSettings.get().ifPresentOrElse(settings -> {
            unanswered++;
            settings.write(kind.id(), setting, value, accepted -> {
                unanswered--;
                done.accept(accepted);
            });
        }, () -> done.accept(false));
    }
}
