package org.dbusp1.gx.service;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.process.Program;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;

/**
 * The owner's configuration of the services on the D-Bus.
 *
 * @param role the role of the meter; null: as in localsettings, at first the grid
 * @param position the number of the place at the inverter, of a role with a position; null: as in localsettings
 * @param phases the inverter's phase of each phase of the meter, unless localsettings have an order
 * @param gasmeter true if M-Bus devices also appear as {@code com.victronenergy.gasmeter}
 * @param suffix last element of the services' names, {@code p1_ttyUSB0}: A-Z a-z 0-9 _, no digit first
 * @param connection for people: {@code P1 ttyUSB0}
 */
public record VenusConfig(@Nullable Role role, @Nullable Integer position, PhaseOrder phases,
                          boolean gasmeter, String suffix, String connection, String version) {
    public static final KeyTable KEYS = new KeyTable("GX device");

    public static final Key<Optional<Boolean>> ENABLED = KEYS.define("venus.enabled", "auto",
            ValueType.trueOrFalse().labelled("auto|true|false").or("auto"),
            "publish the meter on the D-Bus; auto: on Venus OS only, and no log and no simulated meter");
    public static final Key<Optional<Role>> ROLE = KEYS.define("venus.role", "",
            ValueType.oneOf(List.of(Role.values()), Role::text).optional(),
            "what the meter measures; empty: the role chosen on the GX device, at first grid");
    public static final Key<Optional<Integer>> POSITION = KEYS.define("venus.position", "",
            ValueType.number(0, 2).optional(),
            "where the device is: a pvinverter at 0 AC input 1, 1 AC output, 2 AC input 2; an acload, evcharger or heatpump at "
                    + "0 AC output, 1 AC input; empty: the position chosen on the GX device, at first 0");
    public static final Key<PhaseOrder> PHASES = KEYS.define("venus.phases", "L1,L2,L3",
            ValueType.parsed("PHASES", "L1, L2 and L3 in any order, or one of them for a one-phase meter", PhaseOrder::parse),
            "the inverter's phase that the meter's L1, L2 and L3 are wired to; one for a one-phase meter; "
                    + "the setting Phases on the GX device takes precedence");
    public static final Key<TotalPlace> TOTAL = KEYS.define("venus.total", "l1", ValueType.oneOf(TotalPlace.values()),
            "where a grid meter that sends only a total shows it; l1: on L1; thirds: a third on each phase, for a house in which inverters "
                    + "and solar have three phases; the switch on the GX device takes precedence");
    public static final Key<Boolean> GASMETER = KEYS.define("venus.gasmeter", "false", ValueType.trueOrFalse(),
            "also publish gas and water as the older com.victronenergy.gasmeter");
    public static final Key<Boolean> FOLLOW_INVERTER = KEYS.define("venus.follow-inverter", "false", ValueType.trueOrFalse(),
            "correct a slow meter's powers between its telegrams by what the inverter does; the switch on the GX device takes precedence");
    public static final Key<Boolean> NOTIFICATIONS = KEYS.define("venus.notifications", "true", ValueType.trueOrFalse(),
            "show what the owner has to mend as notifications on the GX device; the screen has a switch for each meter");

    public static boolean isEnabled(Config config) {
        return config.get(ENABLED).orElseGet(() -> Program.isVenusOs(Path.of("/")));
    }

    public static VenusConfig of(Config config, String suffix, String source) {
        return new VenusConfig(config.get(ROLE).orElse(null), config.get(POSITION).orElse(null), config.get(PHASES),
                config.get(GASMETER), suffix, "P1 " + source, Program.version());
    }

    /**
     * Returns the switches on the screen of the GX device with their configured values; none if the D-Bus is off.
     *
     * @param isReplayed true if the telegrams are from a log or a simulated meter, which steers nothing
     */
    public static Map<Switch, Boolean> switches(Config config, boolean limitsPeaks, boolean isReplayed) {
        Map<Switch, Boolean> switches = new EnumMap<>(Switch.class);
        if (!isEnabled(config)) {
            return switches;
        }
        if (config.get(NOTIFICATIONS)) {
            switches.put(Switch.NOTIFICATIONS, true);
        }
        switches.put(Switch.THIRDS, config.get(TOTAL) == TotalPlace.THIRDS);
        if (!isReplayed) {
            switches.put(Switch.LIMITER, limitsPeaks);
            switches.put(Switch.FOLLOW, config.get(FOLLOW_INVERTER));
        }
        return switches;
    }

    /** The phases on which a total is shown. */
    public enum TotalPlace {
        L1, THIRDS
    }

    /** Returns the name of a service on the bus. @param kind its third element: a role, or that of an M-Bus device */
    String serviceName(String kind) {
        return "com.victronenergy." + kind + "." + suffix;
    }

    /** Returns the roles that may be chosen on the device: only the configured role, else all. */
    List<String> allowedRoles() {
        return role != null ? List.of(role.text()) : Stream.of(Role.values()).map(Role::text).toList();
    }
}
