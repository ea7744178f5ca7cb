package org.dbusp1.output.venus;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.config.KeyTable;
import org.dbusp1.demand.DemandConfig;
import org.dbusp1.feedback.OutputSettings.Switch;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.output.venus.VenusSettings.Role;
import org.dbusp1.problem.EventType;
import org.dbusp1.process.Program;

/** Configures the D-Bus. This output has no queue: the driver makes it with parts that no other output has. */
public final class VenusConfig {
    /** Its keys. */
    public static final KeyTable KEYS = new KeyTable("GX device");

    public static final Key<Boolean> ENABLED = KEYS.row("venus.enabled", "true", ValueType.trueOrFalse(),
            "publish the meter on the D-Bus");
    public static final Key<Optional<Role>> ROLE = KEYS.row("venus.role", "",
            ValueType.oneOf(List.of(Role.values()), Role::text).optional(),
            "what the meter measures; empty: the role chosen on the GX device, at first grid");
    public static final Key<Optional<Integer>> POSITION = KEYS.row("venus.position", "",
            ValueType.number(0, 2).optional(),
            "where the device is: a pvinverter at 0 AC input 1, 1 AC output, 2 AC input 2; an acload, evcharger or heatpump at "
                    + "0 AC output, 1 AC input; empty: the position chosen on the GX device, at first 0");
    public static final Key<PhaseOrder> PHASES = KEYS.row("venus.phases", "L1,L2,L3",
            ValueType.parsed("PHASES", "L1, L2 and L3 in any order, or one of them for a one-phase meter", PhaseOrder::parse),
            "the inverter's phase that the meter's L1, L2 and L3 are wired to; one for a one-phase meter; "
                    + "the setting Phases on the GX device takes precedence");
    public static final Key<VenusSettings.Energy> ENERGY = KEYS.row("venus.energy", "meter",
            ValueType.oneOf(VenusSettings.Energy.values()),
            "the energy counters on the D-Bus; integrated: where the meter sends them once an hour, power continues them in between");
    public static final Key<Boolean> GASMETER = KEYS.row("venus.gasmeter", "false", ValueType.trueOrFalse(),
            "also publish gas and water as the older com.victronenergy.gasmeter");
    public static final Key<Boolean> FOLLOW_INVERTER = KEYS.row("venus.follow-inverter", "false", ValueType.trueOrFalse(),
            "correct a slow meter's powers between its telegrams by what the inverter does; the switch on the GX device takes precedence");
    public static final Key<Boolean> PAGES = KEYS.row("venus.pages", "true", ValueType.trueOrFalse(),
            "show the meter's own pages on the GX device's screen; only in dbus-p1.properties, and from the next enable or boot on");
    public static final Key<List<EventType>> NOTIFICATIONS = KEYS.row("venus.notifications",
            "meter_silent,dongle_unpaired,ess_not_used,cables_exchanged,settings_restored,limiter_stopped",
            ValueType.oneOf(List.of(EventType.values()), EventType::key).labelled("EVENT").list(),
            "events that the GX device shows as notifications; empty: none");

    private VenusConfig() {
    }

    /**
     * @param suffix last element of the services' names
     * @param source name of the port, for people
     */
    public static VenusSettings settings(Config config, String suffix, String source) {
        Optional<Integer> position = config.get(POSITION);
        return new VenusSettings(config.get(ROLE), position.map(OptionalInt::of).orElse(OptionalInt.empty()), config.get(PHASES),
                config.get(GASMETER), suffix, "P1 " + source, Program.version(), config.get(ENERGY),
                Set.copyOf(config.get(NOTIFICATIONS)));
    }

    /**
     * Returns the switches on the screen of the GX device with their configured values; none if the D-Bus is off.
     *
     * @param isReplayed whether the telegrams are of a log or a simulated meter, which steers nothing
     */
    public static Map<Switch, Boolean> switches(Config config, boolean isReplayed) {
        Map<Switch, Boolean> switches = new EnumMap<>(Switch.class);
        if (config.get(ENABLED) && !config.get(NOTIFICATIONS).isEmpty()) {
            switches.put(Switch.NOTIFICATIONS, true);
        }
        if (config.get(ENABLED) && !isReplayed) {
            switches.put(Switch.LIMITER, config.get(DemandConfig.LIMITER));
            switches.put(Switch.FOLLOW, config.get(FOLLOW_INVERTER));
        }
        return switches;
    }
}
