package org.dbusp1.gx.service;

import java.util.Set;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/** The powers of a telegram, with the sign of the meter's role, before any correction. */
record TelegramPowers(Snapshot snapshot, Registration registration) {
    private static final Set<Quantity> POWERS = Set.of(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);

    /** In watts, on the inverter's phases, a total without phases on the meter's L1; NaN for a phase with an absent power. */
    PhaseWatts ofPhases() {
        return PhaseWatts.of(phase -> {
            Long power = ofPhase(registration.phases().meterPhase(phase));
            return power == null ? Double.NaN : power / (double) Unit.WATT.scaledOne();
        });
    }

    /**
     * @return null if the message has no power at all; {@link PhaseWatts#UNKNOWN} if its powers must not be compared
     * with the inverters' moves: a power that the meter sends is missing or withheld, and a correction would count its
     * change twice, or the list has only an import of 0, as short lists have during export
     */
    @Nullable PhaseWatts ofMessage() {
        Values sent = snapshot.reading().values();
        if (!sent.has(Quantity.POWER_IMPORT) && POWERS.stream().noneMatch(sent::has)) {
            return null;
        }
        boolean whole = sent.has(Quantity.POWER_NET) && POWERS.stream().noneMatch(snapshot.published().withheld().quantities()::contains)
                && POWERS.stream().allMatch(power -> sent.has(power) || !snapshot.published().values().has(power));
        return whole ? ofPhases() : PhaseWatts.UNKNOWN;
    }

    /** @param meterPhase 1 to 3; 0 if no phase of the meter is on the inverter's phase */
    @Nullable Long ofPhase(int meterPhase) {
        return meterPhase == 0 ? null : ofRole(snapshot.grid().value(Phase.ALL.get(meterPhase - 1).power()));
    }

    @Nullable Long total() {
        return ofRole(snapshot.grid().power());
    }

    boolean produces() {
        return Role.of(registration.kind()).filter(Role::produces).isPresent();
    }

    private @Nullable Long ofRole(@Nullable Long net) {
        return net == null ? null : withRoleSign(net);
    }

    long withRoleSign(long net) {
        return produces() ? -net : net;
    }
}
