package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.venus.LocalSettings.ClassAndInstance;

/**
 * The constant properties of a {@link Device}.
 *
 * @param id            its place in the settings; outlives the meter
 * @param suffix        last element of its service's name
 * @param kinds         the kinds that its setting may name; the first is the default
 * @param wiring        the connection of an energy meter to the inverter; empty for other devices
 * @param rows          its table of paths
 * @param view          makes the view that the table takes values from
 * @param runtime       the settings that clients may write beside those of localsettings
 * @param effectiveKind returns the kind in the service's name for the kind of the registration; they differ while the
 *                      device cannot have its kind on the bus yet
 * @param <S>           the type of the published values
 * @param <V>           the view that the table takes values from
 */
record DeviceKind<S, V>(String id, String suffix, List<String> kinds, Optional<Wiring> wiring,
                     Function<Registration, List<PathDefinition<V>>> rows, BiFunction<S, Registration, V> view,
                     RuntimeSettings runtime, UnaryOperator<String> effectiveKind) {
    /** The first instance of energy meters, as in dbus-modbus-client, device.py; each class counts by itself. */
    private static final int FIRST_INSTANCE = 40;

    /**
     * An energy meter's connection to the inverter, as its owner's configuration describes it.
     *
     * @param position 0 AC input 1, 1 AC output, 2 AC input 2; unset: as in localsettings
     * @param phases   the order of phases where localsettings have none
     */
    record Wiring(OptionalInt position, PhaseOrder phases) {
    }

    List<LocalSettings.Setting> settings() {
        LocalSettings.Setting instance = new LocalSettings.Setting(LocalSettings.CLASS_AND_INSTANCE,
                expected(Optional.empty()).toString(), 0, 0);
        LocalSettings.Setting name = new LocalSettings.Setting(LocalSettings.CUSTOM_NAME, "", 0, 0);
        return wiring.isEmpty() ? List.of(instance, name) : List.of(instance, name,
                new LocalSettings.Setting(LocalSettings.POSITION, position().orElse(0), 0, 2),
                // Empty, and not the configured order: that would be kept when the configuration changes.
                new LocalSettings.Setting(LocalSettings.PHASES, "", 0, 0));
    }

    /** Returns the configured position; absent where none is configured. */
    OptionalInt position() {
        return wiring.map(Wiring::position).orElse(OptionalInt.empty());
    }

    /** Returns the configured order of phases. */
    PhaseOrder phases() {
        return wiring.map(Wiring::phases).orElse(PhaseOrder.STRAIGHT);
    }

    /** Returns the right class and instance: those of the setting where its class is allowed. */
    ClassAndInstance expected(Optional<ClassAndInstance> setting) {
        return new ClassAndInstance(setting.map(ClassAndInstance::kind).filter(kinds::contains).orElse(kinds.get(0)),
                setting.map(ClassAndInstance::instance).orElse(FIRST_INSTANCE));
    }

    /** Returns the service's name on the bus. */
    String serviceName(Registration registration) {
        return "com.victronenergy." + effectiveKind.apply(registration.kind()) + "." + suffix;
    }
}
