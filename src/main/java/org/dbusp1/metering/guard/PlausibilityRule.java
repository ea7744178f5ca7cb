package org.dbusp1.metering.guard;

import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.meter.Agreement;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/**
 * Withholds values that no meter measures, and those that their own message contradicts. A meter samples totals, phases and currents at
 * different moments, and some print phases without a sign, or as 0: only a difference that no house can cause counts. Then import,
 * export and net power are withheld, in total and of each phase, since nothing tells the right one.
 */
final class PlausibilityRule implements Rule.ValueRule {
    /** More than the largest load of a house, an instantaneous water heater, which may be switched between two samples. */
    private static final double LARGEST_LOAD_WATTS = (double) Agreement.POSSIBLE.least() / POWER_NET.unit().scaledOne();
    private static final double NOMINAL_VOLTS = 230;
    /** A fuse carries twice its current for a minute. */
    private static final double MARGIN_FACTOR = 2;
    private static final double ROUNDING_AMPERES = 1;
    /** The largest current of meters without current transformers (EN 50470-1). */
    private static final double DIRECT_AMPERES = 125;
    /** A starting motor draws several times more apparent than active power. */
    private static final double APPARENT_TO_ACTIVE = 10;
    private static final List<Quantity> TOTALS = List.of(POWER_NET, POWER_IMPORT, POWER_EXPORT);
    private static final List<Quantity> POWERS = Stream.concat(TOTALS.stream(), Phase.ALL.stream().flatMap(phase -> powers(phase).stream()))
            .toList();

    @Override
    public GuardedReading check(GuardedReading sent) {
        GuardedReading message = sent.withhold(Reason.OUT_OF_RANGE, sent.values().present().stream()
                .filter(quantity -> !isInRange(quantity, sent.values().scaled(quantity), sent.dialect())).toList());
        for (Phase phase : Phase.ALL) {
            Quantity power = message.values().has(phase.power()) ? phase.power() : POWER_NET;
            if (message.values().has(phase.current()) && message.values().has(phase.voltage()) && message.values().has(power)) {
                double amperes = Math.abs(message.number(phase.current()));
                double apparent = message.number(phase.voltage()) * amperes;
                if (amperes > DIRECT_AMPERES && apparent > APPARENT_TO_ACTIVE * Math.abs(message.number(power))) {
                    message = message.withhold(Reason.CONTRADICTS_MESSAGE, List.of(phase.current()));
                }
            }
        }
        return contradictsItself(message) ? message.withhold(Reason.CONTRADICTS_MESSAGE, POWERS) : message;
    }

    static boolean isInRange(Quantity quantity, long scaled, Dialect dialect) {
        // Some German meters, with D0 or SML, have a signed import power for the total and each phase, and no export power.
        long value = dialect.port() == Dialect.Port.OPTICAL && quantity.unit() == Unit.WATT ? Math.abs(scaled) : scaled;
        Quantity.Range range = quantity.range();
        return value >= range.from() * quantity.unit().scaledOne() && value <= range.to() * quantity.unit().scaledOne();
    }

    private static List<Quantity> powers(Phase phase) {
        return List.of(phase.power(), phase.powerImport(), phase.powerExport());
    }

    private static boolean contradictsItself(GuardedReading message) {
        double carriedByAll = 0;
        for (Phase phase : Phase.ALL) {
            boolean measured = false;
            double carried = carriedWatts(phase, message);
            for (Quantity power : powers(phase)) {
                measured |= message.values().has(power);
                if (message.has(power) && isAbove(Math.abs(message.number(power)), carried)) {
                    return true;
                }
            }
            carriedByAll += measured || carried < Double.MAX_VALUE ? carried : 0;
            if (measured && !message.has(phase.power())) {
                // The sum of the phases is unknown.
                return false;
            }
        }
        Quantity printed = TOTALS.stream().filter(message::has).findFirst().orElse(null);
        if (printed == null || message.values().has(POWER_NET) && printed != POWER_NET) {
            return false;
        }
        long total = Math.abs(message.values().scaled(printed));
        Values.PhaseSum sum = message.values().phaseSum();
        return sum.gross() == 0 ? carriedByAll > 0 && isAbove(Math.abs(message.number(printed)), carriedByAll)
                : !Agreement.POSSIBLE.allows(Math.min(Math.abs(total - Math.abs(sum.net())), Math.abs(total - sum.gross())),
                        Math.max(total, sum.gross()));
    }

    private static boolean isAbove(double watts, double most) {
        return watts > Math.max(LARGEST_LOAD_WATTS, most);
    }

    /** Returns the most W that the current of a phase carries; no limit without a current. */
    private static double carriedWatts(Phase phase, GuardedReading message) {
        if (!message.has(phase.current())) {
            return Double.MAX_VALUE;
        }
        // A meter without neutral prints 0 V for a phase; DSMR 4 prints no voltage.
        double volts = message.has(phase.voltage()) ? Math.max(NOMINAL_VOLTS, message.number(phase.voltage())) : NOMINAL_VOLTS;
        return MARGIN_FACTOR * volts * (Math.abs(message.number(phase.current())) + ROUNDING_AMPERES);
    }
}
