package org.dbusp1.output.venus;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.SafeText;

/** What localsettings say of one device, as last heard. Guarded by the output's lock. */
final class Standing {
    private final DeviceKind<?> kind;
    private final Map<String, Object> values = new HashMap<>();

    private final PhaseSetting phases;

    Standing(DeviceKind<?> kind) {
        this.kind = kind;
        this.phases = new PhaseSetting(kind.phases());
    }

    void hear(String setting, Object value) {
        if (value instanceof Number number) {
            values.put(setting, number.intValue());
        } else if (value instanceof String text) {
            values.put(setting, SafeText.message(text));
        } else {
            values.remove(setting); // an empty array: localsettings mark a removed setting as invalid
        }
        if (setting.equals(LocalSettings.PHASES)) {
            phases.hear(values.getOrDefault(setting, "").toString());
        }
    }

    void hear(Map<String, Object> all) {
        all.forEach(this::hear);
    }

    /** ClassAndVrmInstance as it is. */
    String text() {
        return values.getOrDefault(LocalSettings.CLASS_AND_INSTANCE, "").toString();
    }

    /** ClassAndVrmInstance as it should be; empty where it is that. */
    Optional<ClassAndInstance> correction() {
        Optional<ClassAndInstance> setting = ClassAndInstance.of(text());
        ClassAndInstance right = kind.wanted(setting);
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
