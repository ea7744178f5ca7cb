package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.List;
import java.util.stream.IntStream;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Register;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.Withheld;

/**
 * Judges telegrams of meters that send no checksum by their neighbours: parity sees one wrong bit in a byte and no lost
 * byte. A telegram is believed when it has the registers of the telegrams before it, printed as there, its counters fit
 * to theirs, and its total is the sum of its phases; the first one, and the first one after a loss, when the telegram
 * before it agrees with it too.
 */
final class NeighbourCheck {
    /** What becomes of a telegram. */
    enum Verdict {
        BELIEVED,
        /** The next one will show. */
        FIRST,
        CONTRADICTS
    }

    /** By how much total and phases may differ, as the meter samples them one after another. */
    private static final double SHARE = 0.02;
    private static final double WATTS = 5;
    private static final String VOLT = "*V";

    /**
     * A register's code and how its number is printed, which a meter does not change.
     *
     * @param width    digits and point
     * @param decimals digits behind the point
     * @param fixed    whether it has always as many digits: it has leading zeros, or is a voltage
     * @param plus     whether a number that is not negative has a sign too
     * @param unit     with its star; empty where none is printed
     */
    private record Printed(String code, int width, int decimals, boolean fixed, boolean negative, boolean plus,
            String unit) {
        static Printed of(Register register) {
            String raw = register.raw();
            boolean negative = raw.startsWith("(-");
            boolean plus = raw.startsWith("(+");
            int from = negative || plus ? 2 : Math.min(1, raw.length());
            int point = -1;
            int to = from;
            while (to < raw.length() && (Character.digit(raw.charAt(to), 10) >= 0 || raw.charAt(to) == '.')) {
                point = raw.charAt(to) == '.' ? to : point;
                to++;
            }
            String unit = to < raw.length() && raw.charAt(to) == '*' ? raw.substring(to).split("\\)", 2)[0] : "";
            boolean zeros = to - from > 1 && raw.charAt(from) == '0' && raw.charAt(from + 1) != '.';
            return new Printed(register.obis(), to - from, point < 0 ? 0 : to - point - 1, zeros || unit.equals(VOLT),
                    negative, plus, unit);
        }

        /** A number that has always as many digits and now another width has lost some. */
        boolean fits(Printed other) {
            return code.equals(other.code) && decimals == other.decimals && unit.equals(other.unit)
                    && (width == other.width || !fixed && !other.fixed)
                    && (negative || other.negative || plus == other.plus);
        }
    }

    private List<Printed> before = List.of();
    private List<Printed> believed = List.of();

    /** Whether the meters of a dialect are judged so. */
    static boolean judges(Dialect dialect) {
        return dialect == Dialect.D0;
    }

    /** The next telegram is the first one again. */
    void lost() {
        before = List.of();
        believed = List.of();
    }

    /** @param withheld values of the telegram that cannot be, by its neighbours too */
    Verdict judge(Reading reading, Withheld withheld) {
        if (countersContradict(withheld) || phasesContradict(reading.values())) {
            return Verdict.CONTRADICTS;
        }
        List<Printed> now = reading.message().registers().stream().map(Printed::of).toList();
        boolean asBefore = fit(now, before);
        boolean first = before.isEmpty();
        before = now;
        if (asBefore) {
            believed = now;
        }
        return fit(now, believed) ? Verdict.BELIEVED : first ? Verdict.FIRST : Verdict.CONTRADICTS;
    }

    private static boolean fit(List<Printed> one, List<Printed> other) {
        return one.size() == other.size() && IntStream.range(0, one.size())
                .allMatch(i -> one.get(i).fits(other.get(i)));
    }

    private static boolean countersContradict(Withheld withheld) {
        return withheld.quantities().stream()
                .anyMatch(quantity -> quantity.unit() == Unit.KILOWATT_HOUR || quantity.unit() == Unit.KILOVAR_HOUR);
    }

    /** Only a net power is the sum of the phases: import alone counts phases that export as 0, or not at all. */
    private static boolean phasesContradict(Values values) {
        boolean net = values.has(POWER_NET) && (!values.has(POWER_IMPORT) || values.has(POWER_EXPORT));
        if (!net || !Phase.ALL.stream().allMatch(phase -> values.has(phase.power()))) {
            return false;
        }
        double total = values.number(POWER_NET);
        double sum = Phase.ALL.stream().mapToDouble(phase -> values.number(phase.power())).sum();
        return Math.abs(total - sum) > SHARE * Math.abs(total) + WATTS;
    }
}
