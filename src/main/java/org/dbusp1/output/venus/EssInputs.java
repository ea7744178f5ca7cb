package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.Dialect;
import org.dbusp1.output.PhaseOrder;

/**
 * The facts on the bus that decide what ESS does with this meter.
 *
 * @param role            what the meter measures
 * @param roleConfigured  whether the configuration sets the role, and not the owner on the device
 * @param powerless       the meter's dialect where it has sent no power so far, so that its service is not that of a
 *                        grid meter; else empty
 * @param onePhaseOrder   the order of phases where it names one phase, but the meter has three: two are not published
 * @param service         the meter's service
 * @param instance        its instance
 * @param interval        the time between its telegrams; empty while it has not been measured
 * @param inputs          the types of the AC inputs
 * @param withoutMeter    the setting RunWithoutGridMeter: the inverter measures
 * @param others          the other grid meters on the bus
 * @param inverter        whether an inverter/charger is on the bus
 * @param chosen          the services that systemcalc uses for the AC inputs; empty where it is not on the bus, or has
 *                        chosen none
 * @param notSeen         whether ESS reports that it has no grid meter
 * @param settled         whether systemcalc had time to choose
 * @param order           the order of phases that minutes of data support, where it differs from the present one
 */
record EssInputs(String role, boolean roleConfigured, Optional<Dialect> powerless,
                Optional<PhaseOrder> onePhaseOrder, String service, int instance, Optional<Duration> interval,
                Inputs inputs, boolean withoutMeter,
                List<OtherMeter> others, boolean inverter, List<String> chosen, boolean notSeen,
                boolean settled,
                Optional<PhaseOrderDoubt> order) {
    /**
     * The types of the AC inputs: 0 not used, 1 grid, 2 generator, 3 shore; empty where no setting has the type.
     *
     * @param ofInverter whether the inverter/charger itself has these settings, as a Multi RS, and not the GX device
     */
    record Inputs(OptionalInt first, OptionalInt second, boolean ofInverter) {
    }

    /**
     * Another grid meter on the bus.
     *
     * @param name   its own name, else its product's
     * @param driver its program and connection
     */
    record OtherMeter(String service, int instance, String name, String driver) {
        boolean isOurs() {
            return driver.startsWith("dbus-p1,");
        }
    }

    /**
     * An order of phases that the inverter's powers support.
     *
     * @param phases  the possible mistake: "L1 and L2 may be exchanged"
     * @param map     the order that would be right
     * @param minutes the number of minutes whose data support the order
     */
    record PhaseOrderDoubt(String phases, PhaseOrder map, long minutes) {
    }
}
