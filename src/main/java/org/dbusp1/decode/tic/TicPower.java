package org.dbusp1.decode.tic;

import static org.dbusp1.meter.Quantity.*;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * The net power that is calculated from apparent powers, if the owner lets VA replace W. Apparent power has no sign: 0
 * VA drawn is not 0 W, because a meter also shows 0 VA while the house feeds in. So there is a value only if the meter
 * shows the direction and the amount.
 */
final class TicPower {
    private TicPower() {
    }

    /**
     * Returns the net power of a frame of the mode standard, as a scaled power in W; absent if direction or amount is
     * not known.
     *
     * @param status absent where the frame has none
     */
    static OptionalLong net(Values.Builder values, Optional<TicStatus> status) {
        if (!values.has(APPARENT_IMPORT)) {
            return OptionalLong.empty();
        }
        long drawn = values.scaled(APPARENT_IMPORT);
        long net;
        if (values.has(APPARENT_EXPORT)) {
            long fedIn = values.scaled(APPARENT_EXPORT);
            if (drawn > 0 && fedIn > 0) {
                return OptionalLong.empty();
            }
            net = drawn - fedIn;
        } else if (values.named(APPARENT_EXPORT) || status.map(TicStatus::exports).orElse(true)) {
            return OptionalLong.empty();
        } else {
            net = drawn;
        }
        return net == 0 && !noCurrent(values) ? OptionalLong.empty() : OptionalLong.of(net);
    }

    /**
     * Returns whether the frame shows that no current flows: a phase with 1 A, as printed, carries more than 100 VA.
     */
    private static boolean noCurrent(Values.Builder values) {
        List<Quantity> currents = Phase.ALL.stream().map(Phase::current).filter(values::named).toList();
        return !currents.isEmpty()
                && currents.stream().allMatch(current -> values.has(current) && values.scaled(current) == 0);
    }

    /** Returns whether the meter measures one phase only, so that its total is the power of L1. */
    static boolean onePhase(Values.Builder values) {
        return Stream.of(VOLTAGE_L2, VOLTAGE_L3, CURRENT_L2, CURRENT_L3, APPARENT_IMPORT_L1, APPARENT_IMPORT_L2,
                APPARENT_IMPORT_L3)
                .noneMatch(values::named);
    }
}
