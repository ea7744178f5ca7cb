package org.dbusp1.output.venus;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.SafeText;

/** The settings of one device, as localsettings last sent them. Guarded by the output's lock. */
final class SettingsState {
    private final DeviceKind<?, ?> kind;
    private final Map<String, Object> values = new HashMap<>();

    private final PhaseSetting phases;

    SettingsState(DeviceKind<?, ?> kind) {
        this.kind = kind;
        this.phases = new PhaseSetting(kind.phases());
    }

    void update(String setting, Object value) {
        if (value instanceof Number number) {
            values.put(setting, number.intValue());
        } else if (value instanceof String text) {
            values.put(setting, SafeText.message(text));
        } else {
            values.remove(setting); // an empty array: localsettings mark a removed setting as invalid
        }
        if (setting.equals(LocalSettings.PHASES)) {
            phases.update(values.getOrDefault(setting, "").toString());
        }
    }

    void update(Map<String, Object> all) {
        all.forEach(this::update);
    }

    /** The present ClassAndVrmInstance. */
    String text() {
        return values.getOrDefault(LocalSettings.CLASS_AND_INSTANCE, "").toString();
    }

    /** The right ClassAndVrmInstance; empty where it is right. */
    Optional<ClassAndInstance> correction() {
        Optional<ClassAndInstance> setting = ClassAndInstance.of(text());
        ClassAndInstance right = kind.expected(setting);
        return setting.filter(right::equals).isPresent() ? Optional.empty() : Optional.of(right);
    }

    /** The configured position, where the setting is another one. */
    Optional<Integer> positionCorrection() {
        return kind.position().isEmpty() || position() == kind.position().getAsInt()
                ? Optional.empty() : Optional.of(kind.position().getAsInt());
    }

    PhaseSetting phases() {
        return phases;
    }

    private int position() {
        return values.get(LocalSettings.POSITION) instanceof Integer position ? position : 0;
    }

    /** Only where no correction is due. */
    Registration registration() {
        ClassAndInstance stands = ClassAndInstance.of(text()).orElseThrow();
        return new Registration(stands.kind(), stands.instance(),
                values.getOrDefault(LocalSettings.CUSTOM_NAME, "").toString(), position(), phases.map());
    }
}
