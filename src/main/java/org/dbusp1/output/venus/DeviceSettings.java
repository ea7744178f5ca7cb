package org.dbusp1.output.venus;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's dealings with localsettings: asks what they hold of it, puts right what makes no sense, and writes what
 * clients set. Guarded by the output's lock.
 */
final class DeviceSettings {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSettings.class);
    /** How often the device may try to put its instance right before it gives up. */
    private static final int CORRECTIONS = 2;

    /** Whether a device can be what its settings say. */
    enum Verdict {
        RIGHT,
        /** They were written; what follows is called when that is done. */
        CORRECTED,
        /** They stay wrong, whatever is written. */
        HOPELESS
    }

    private final DeviceKind<?> kind;
    private final Surroundings surroundings;
    private final Standing standing;
    private int corrections;
    private boolean refusalTold;
    private String nonsenseTold = "";
    private boolean known;

    DeviceSettings(DeviceKind<?> kind, Surroundings surroundings) {
        this.kind = kind;
        this.surroundings = surroundings;
        this.standing = new Standing(kind);
    }

    /**
     * Has the settings made where they are not there yet, and their values told; does nothing while localsettings are
     * not on the bus.
     *
     * @param then called without the lock
     */
    void ask(Consumer<LocalSettings.Known> then) {
        surroundings.settings().ifPresent(settings -> settings.add(kind.id(), kind.settings(), then));
    }

    /**
     * Takes what localsettings answered. Where they refuse it says why, once.
     *
     * @return false where they refuse
     */
    boolean accept(LocalSettings.Known answer) {
        if (!answer.refusal().isEmpty()) {
            if (!refusalTold) {
                refusalTold = true;
                LOG.warn("localsettings refuse the settings of {}: {}; no service until they accept them", kind.id(),
                        answer.refusal());
            }
            return false;
        }
        refusalTold = false;
        known = true;
        hear(answer.values());
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
    void startOver() {
        known = false;
        corrections = 0;
    }

    void hear(Map<String, Object> values) {
        standing.hear(values);
    }

    void hear(String setting, Object value) {
        standing.hear(setting, value);
    }

    /**
     * Puts the settings right where they are not what they should be.
     *
     * @param then what follows when ClassAndVrmInstance was written, with the lock
     */
    Verdict putRight(Runnable then) {
        standing.positionCorrection().ifPresent(position -> overwrite(LocalSettings.POSITION, position));
        standing.phases().refusal().ifPresent(why -> {
            overwrite(LocalSettings.PHASES, standing.phases().sensible());
            refusePhases(why);
        });
        Optional<ClassAndInstance> right = standing.correction();
        if (right.isEmpty()) {
            corrections = 0;
            return Verdict.RIGHT;
        }
        if (corrections++ >= CORRECTIONS) {
            LOG.error("the setting {} of {} stays \"{}\", which is nothing that this driver can be; set it to {}",
                    LocalSettings.CLASS_AND_INSTANCE, kind.id(), standing.text(), right.get());
            return Verdict.HOPELESS;
        }
        write(LocalSettings.CLASS_AND_INSTANCE, right.get().toString(), accepted -> then.run());
        LOG.info("the setting {} of {} is \"{}\": it becomes {}", LocalSettings.CLASS_AND_INSTANCE, kind.id(),
                standing.text(), right.get());
        return Verdict.CORRECTED;
    }

    private void overwrite(String setting, Object right) {
        hear(setting, right);
        write(setting, right, accepted -> { });
    }

    /** Told once, however often somebody sets the same. */
    private void refusePhases(String why) {
        if (!why.equals(nonsenseTold)) {
            nonsenseTold = why;
            PhaseMap stays = standing.phases().map();
            LOG.warn("the setting {} of {} is refused: {}; it stays {}{}", LocalSettings.PHASES, kind.id(), why,
                    stays.text(), isConfigured(stays) ? ", as configured" : "");
        }
    }

    /** An order of phases and where it comes from, for people. */
    String order(PhaseMap phases) {
        return phases.text() + (isConfigured(phases) ? ", as configured"
                : ", by the setting " + LocalSettings.PHASES + ", not as configured");
    }

    boolean isConfigured(PhaseMap phases) {
        return phases.equals(kind.phases());
    }

    /** What the settings make of the device; only where they are right. */
    Registration registration() {
        return standing.registration();
    }

    /**
     * A client writes a path that a setting holds.
     *
     * @param done told, with the lock, whether localsettings took it; then it was heard
     */
    void store(String setting, Object value, Consumer<Boolean> done) {
        if (setting.equals(LocalSettings.POSITION) && kind.position().isPresent()) {
            done.accept(false); // the configuration says where it is
        } else if (setting.equals(LocalSettings.PHASES)) {
            storePhases(value.toString(), done);
        } else {
            keep(setting, value, done);
        }
    }

    private void storePhases(String text, Consumer<Boolean> done) {
        String tidy;
        try {
            tidy = PhaseSetting.tidy(text);
        } catch (IllegalArgumentException nonsense) {
            done.accept(false);
            refusePhases(nonsense.getMessage());
            return;
        }
        keep(LocalSettings.PHASES, tidy, done);
    }

    private void keep(String setting, Object value, Consumer<Boolean> done) {
        write(setting, value, accepted -> {
            if (accepted) {
                hear(setting, value);
            }
            done.accept(accepted);
        });
    }

    /** {@code done} runs with the lock. */
    private void write(String setting, Object value, Consumer<Boolean> done) {
        surroundings.settings().ifPresentOrElse(settings -> settings.write(kind.id(), setting, value, accepted -> {
            synchronized (surroundings.lock()) {
                done.accept(accepted);
            }
        }), () -> done.accept(false));
    }
}
