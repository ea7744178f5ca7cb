package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.meter.SafeText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of one device in localsettings: reads them, corrects invalid ones, and writes what clients set. Guarded
 * by the output's lock.
 */
final class DeviceSettings {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSettings.class);
    /** What clients write to {@code /Role}: a part of ClassAndVrmInstance. */
    static final String ROLE = "Role";
    /** What clients write to {@code /PhaseSetting}: the setting Phases of a one-phase meter. */
    static final String PHASE_SETTING = "PhaseSetting";
    /** How often the device corrects its instance before it gives up. */
    private static final int CORRECTIONS = 2;

    /**
     * Localsettings that hang get no more writes of clients than these: both this process and the bus keep each until
     * it is answered.
     */
    private static final int MOST_WRITES = 16;

    /** Whether a device can be registered with its settings. */
    enum Validity {
        VALID,
        /** A correction is being written; the given work runs when that is done. */
        BEING_CORRECTED,
        /** They stay invalid after each correction. */
        UNCORRECTABLE
    }

    private final DeviceKind<?, ?> kind;
    private final DeviceContext context;
    private final SettingsState settingsState;
    private int corrections;
    private boolean refusalLogged;
    private String loggedRefusal = "";
    private String loggedPhasesRefusal = "";
    private boolean known;
    /** Writes that localsettings have not answered. */
    private int unanswered;

    DeviceSettings(DeviceKind<?, ?> kind, DeviceContext context) {
        this.kind = kind;
        this.context = context;
        this.settingsState = new SettingsState(kind);
    }

    /**
     * Adds the settings that do not exist yet and reads all; does nothing while localsettings are not on the bus.
     *
     * @param then called without the lock
     */
    void readSettings(Consumer<LocalSettings.Known> then) {
        context.settings().ifPresent(settings -> settings.add(kind.id(), kind.settings(), then));
    }

    /**
     * Takes over what localsettings answered. A refusal is logged once.
     *
     * @return false where they refuse
     */
    boolean accept(LocalSettings.Known answer) {
        if (!answer.refusal().isEmpty()) {
            if (!refusalLogged) {
                refusalLogged = true;
                LOG.warn("localsettings refuse the settings of {}: {}; no service until they accept them", kind.id(),
                        SafeText.excerpt(answer.refusal()));
            }
            return false;
        }
        refusalLogged = false;
        known = true;
        settingsState.update(answer.values());
        return true;
    }

    /**
     * Whether localsettings have told the values since they last came to the bus; each change since then was told by a
     * signal, so nothing needs to be asked again.
     */
    boolean known() {
        return known;
    }

    /** Localsettings were away and may hold other values now, and may take what they did not take before. */
    void markOutdated() {
        known = false;
        corrections = 0;
    }

    void update(String setting, Object value) {
        settingsState.update(setting, value);
    }

    /**
     * Corrects the settings that are invalid or differ from the configuration.
     *
     * @param then runs when ClassAndVrmInstance was written, with the lock held
     */
    Validity validate(Runnable then) {
        settingsState.positionCorrection().ifPresent(position -> overwrite(LocalSettings.POSITION, position));
        settingsState.phases().refusal().ifPresent(why -> {
            overwrite(LocalSettings.PHASES, settingsState.phases().lastValid());
            logRefusedPhases(why);
        });
        Optional<ClassAndInstance> right = settingsState.correction();
        if (right.isEmpty()) {
            corrections = 0;
            return Validity.VALID;
        }
        if (corrections++ >= CORRECTIONS) {
            LOG.error("the setting {} of {} stays \"{}\", which this driver cannot use; set it to {}",
                    LocalSettings.CLASS_AND_INSTANCE, kind.id(), SafeText.excerpt(settingsState.text()),
                    right.get());
            return Validity.UNCORRECTABLE;
        }
        write(LocalSettings.CLASS_AND_INSTANCE, right.get().toString(), accepted -> then.run());
        LOG.info("the setting {} of {} is \"{}\": it becomes {}", LocalSettings.CLASS_AND_INSTANCE, kind.id(),
                SafeText.excerpt(settingsState.text()), right.get());
        return Validity.BEING_CORRECTED;
    }

    private void overwrite(String setting, Object right) {
        update(setting, right);
        write(setting, right, accepted -> { });
    }

    /** Logged once, however often the same is set. */
    private void logRefusedPhases(String why) {
        if (!why.equals(loggedPhasesRefusal)) {
            loggedPhasesRefusal = why;
            PhaseMap stays = settingsState.phases().map();
            LOG.warn("the setting {} of {} is refused: {}; it stays {}{}", LocalSettings.PHASES, kind.id(), why,
                    stays.text(), isConfigured(stays) ? ", as configured" : "");
        }
    }

    /** An order of phases and its origin, for a log line. */
    String order(PhaseMap phases) {
        return phases.text() + (isConfigured(phases) ? ", as configured"
                : ", by the setting " + LocalSettings.PHASES + ", not as configured");
    }

    boolean isConfigured(PhaseMap phases) {
        return phases.equals(kind.phases());
    }

    /** The registration that follows from the settings; only where they are valid. */
    Registration registration() {
        return settingsState.registration();
    }

    /**
     * A client writes a path that a setting holds.
     *
     * @param done called with the lock held: whether localsettings accepted it; then the value is updated
     */
    void store(String setting, Object value, Consumer<Boolean> done) {
        if (kind.choices().holds(setting)) {
            kind.choices().choose(setting, (Long) value).ifPresentOrElse(
                    why -> refuse("the value " + value + " of " + setting, why, done), () -> done.accept(true));
            return;
        }
        if (unanswered >= MOST_WRITES) {
            refuse("what is written to " + setting, "localsettings do not answer", done);
            return;
        }
        switch (setting) {
            case ROLE -> storeRole(value.toString(), done);
            case LocalSettings.POSITION -> storePosition((Long) value, done);
            case LocalSettings.PHASES -> storePhases(value.toString(), done);
            case PHASE_SETTING -> storePhases("L" + value, done);
            default -> keep(setting, value, done);
        }
    }

    /** Localsettings may choose another instance, and tell it by a signal: so nothing is updated here. */
    private void storeRole(String role, Consumer<Boolean> done) {
        Optional<ClassAndInstance> present = ClassAndInstance.of(settingsState.text());
        if (kind.kind().isPresent()) {
            refuse("the role " + role, "the configuration sets it to " + kind.kind().get(), done);
        } else if (!kind.kinds().contains(role)) {
            refuse("the role \"" + SafeText.identifier(role) + "\"", "allowed are "
                    + String.join(", ", kind.kinds()), done);
        } else if (present.isEmpty()) {
            refuse("the role " + role, "the setting " + LocalSettings.CLASS_AND_INSTANCE + " is being corrected", done);
        } else {
            write(LocalSettings.CLASS_AND_INSTANCE, new ClassAndInstance(role, present.get().instance())
                    .toString(), done);
        }
    }

    private void storePosition(long position, Consumer<Boolean> done) {
        if (kind.position().isPresent()) {
            refuse("the position " + position, "the configuration sets it to " + kind.position().getAsInt(), done);
        } else if (Role.of(registration().kind()).filter(role -> role.allowsPosition(position)).isEmpty()) {
            refuse("the position " + position, "a device with the role " + registration().kind()
                    + " has no such position", done);
        } else {
            keep(LocalSettings.POSITION, position, done);
        }
    }

    /** Logged once, however often the same is tried. */
    private void refuse(String what, String why, Consumer<Boolean> done) {
        done.accept(false);
        String line = what + " of " + kind.id() + " is refused: " + why;
        if (!line.equals(loggedRefusal)) {
            loggedRefusal = line;
            LOG.warn("{}", line);
        }
    }

    private void storePhases(String text, Consumer<Boolean> done) {
        String tidy;
        try {
            tidy = PhaseSetting.tidy(text);
        } catch (IllegalArgumentException invalid) {
            done.accept(false);
            logRefusedPhases(invalid.getMessage());
            return;
        }
        keep(LocalSettings.PHASES, tidy, done);
    }

    private void keep(String setting, Object value, Consumer<Boolean> done) {
        write(setting, value, accepted -> {
            if (accepted) {
                update(setting, value);
            }
            done.accept(accepted);
        });
    }

    /** {@code done} runs with the lock held. */
    private void write(String setting, Object value, Consumer<Boolean> done) {
        context.settings().ifPresentOrElse(settings -> {
            unanswered++;
            settings.write(kind.id(), setting, value, accepted -> {
                synchronized (context.lock()) {
                    unanswered--;
                    done.accept(accepted);
                }
            });
        }, () -> done.accept(false));
    }
}
