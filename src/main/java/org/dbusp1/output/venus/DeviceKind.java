package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What sort of device a {@link Device} is.
 *
 * @param id       its place in the settings; outlives the meter
 * @param suffix   last element of its service's name
 * @param kinds    what its setting may make of it; the first is the default
 * @param kind     what the owner's configuration makes of it, whatever the setting says
 * @param wiring   of energy meters; others have none
 * @param rows     its table of paths
 * @param view     what the table takes values from
 * @param choices  what clients may write beside the settings
 * @param standIn  the kind whose name it has on the bus for now, where it cannot be of its own
 * @param <S>      what is published
 * @param <V>      the view that the table takes values from
 */
record DeviceKind<S, V>(String id, String suffix, List<String> kinds, Optional<String> kind, Optional<Wiring> wiring,
                     Function<Registration, List<PathDefinition<V>>> rows, BiFunction<S, Registration, V> view,
                     DeviceChoices choices, UnaryOperator<String> standIn) {
    /** One that is always of its own kind, and of which clients write its settings alone. */
    DeviceKind(String id, String suffix, List<String> kinds, Optional<String> kind, Optional<Wiring> wiring,
               Function<Registration, List<PathDefinition<V>>> rows, BiFunction<S, Registration, V> view) {
        this(id, suffix, kinds, kind, wiring, rows, view, DeviceChoices.NONE, UnaryOperator.identity());
    }

    /** The first instance of energy meters, as in dbus-modbus-client, device.py; each class counts by itself. */
    private static final int FIRST_INSTANCE = 40;

    ClassAndInstance first() {
        return new ClassAndInstance(kind.orElse(kinds.get(0)), FIRST_INSTANCE);
    }

    List<LocalSettings.Setting> settings() {
        LocalSettings.Setting instance =
                new LocalSettings.Setting(LocalSettings.CLASS_AND_INSTANCE, first().toString(), 0, 0);
        LocalSettings.Setting name = new LocalSettings.Setting(LocalSettings.CUSTOM_NAME, "", 0, 0);
        return wiring.isEmpty() ? List.of(instance, name) : List.of(instance, name,
                new LocalSettings.Setting(LocalSettings.POSITION, position().orElse(0), 0, 2),
                // Empty, and not the configured order: that would be kept when the configuration changes.
                new LocalSettings.Setting(LocalSettings.PHASES, "", 0, 0));
    }

    /** The position that the owner's configuration gives it, whatever the setting says. */
    OptionalInt position() {
        return wiring.map(Wiring::position).orElse(OptionalInt.empty());
    }

    /** Which inverter phase each of its phases is, where the setting is empty. */
    PhaseMap phases() {
        return wiring.map(Wiring::phases).orElse(PhaseMap.STRAIGHT);
    }

    /** As the device should stand there: the configuration's kind, else the setting's where we can be that. */
    ClassAndInstance expected(Optional<ClassAndInstance> setting) {
        String expected = kind.orElseGet(() -> setting.map(ClassAndInstance::kind).filter(kinds::contains)
                .orElse(kinds.get(0)));
        return new ClassAndInstance(expected, setting.map(ClassAndInstance::instance).orElse(FIRST_INSTANCE));
    }

    /** The kind that it stands as on the bus for now: third element of its service's name. */
    String standsAs(Registration registration) {
        return standIn.apply(registration.kind());
    }

    String serviceName(String standsAs) {
        return "com.victronenergy." + standsAs + "." + suffix;
    }
}
