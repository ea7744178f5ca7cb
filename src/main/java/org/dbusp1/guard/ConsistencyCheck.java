package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot.Implausible;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/**
 * Judges telegrams of meters that send no checksum, D0 and DSMR 2.2 and 3.0, by their neighbours: parity sees one wrong
 * bit in a byte and no lost byte. A telegram is believed if it comes from the same meter as the telegrams before it,
 * has their registers in the same form, and its total is the sum of its phases. For the first believed telegram, also
 * after a loss, the telegram before it has to agree with it too, also in its counters.
 *
 * <p>The registers of the electricity meter, medium 1, are in each telegram. Others, those of gas and water meters for
 * example, are not in each: some may come, or some may go. Both at once is a damaged code.
 */
final class ConsistencyCheck {
    /** The judgement of a telegram. */
    enum Verdict {
        BELIEVED,
        /** The next telegram will show whether this one is intact. */
        FIRST,
        CONTRADICTS
    }

    /** The difference of total and phases that is allowed, as the meter samples them one after another. */
    private static final double SHARE = 0.02;
    private static final double WATTS = 5;
    private static final double VOLTAGE_SHARE = 0.05;
    /** A load that is switched on and off between two telegrams, so that neither telegram shows its power. */
    private static final double SWITCHED_WATTS = 5_000;
    /** The most that a house draws, used while no telegram comes, or while telegrams show no power. */
    private static final double MOST_WATTS = 100_000;
    private static final double LONG_SECONDS = 60;
    private static final List<Quantity> POWERS = List.of(POWER_NET, POWER_IMPORT, POWER_EXPORT, Quantity.POWER_ABS);
    private static final String VOLT = "*V";
    /** Medium 0: messages, and values of other meters. */
    private static final String NO_ELECTRICITY = "0-";
    private static final String MAIN_CHANNEL = "0-0:";
    private static final String MESSAGE = ":96.13.";
    /** Numbers of meters, and the kind of a meter behind the electricity meter. */
    private static final List<String> NAMES = List.of(":96.1.", ":24.1.");

    /**
     * The content of a bracket. A meter does not change the form of a number in it.
     *
     * @param number whether the content is a number; sign, digits and unit are those with which it begins
     * @param digits digits and point
     * @param unit   the unit with its star
     */
    private record Group(String inside, boolean number, String sign, String digits, String unit) {
        private static final Pattern FORM = Pattern.compile("([+-]?)([0-9.]*)((?:\\*.*)?)", Pattern.DOTALL);

        /** Reads the group of a register's text. @param open place of its opening bracket */
        static Group of(String raw, int open) {
            int close = raw.indexOf(')', open);
            String inside = raw.substring(open + 1, close < 0 ? raw.length() : close);
            Matcher form = FORM.matcher(inside);
            boolean number = form.lookingAt() && form.end() == inside.length() && !form.group(2).isEmpty();
            return new Group(inside, number, form.group(1), form.group(2), form.group(3));
        }

        /**
         * Returns whether two contents have the same form. A number of fixed width that has another width now has lost
         * digits; so has a number in hex.
         */
        boolean fits(Group other) {
            if (!(number && other.number) && isHex() && other.isHex()) {
                return inside.length() == other.inside.length();
            }
            return decimals() == other.decimals() && unit.equals(other.unit)
                    && (digits.length() == other.digits.length() || !isFixed() && !other.isFixed())
                    && (sign.equals("-") || other.sign.equals("-") || sign.equals(other.sign));
        }

        private String text() {
            return number ? "" : inside;
        }

        private boolean isHex() {
            return !inside.isEmpty() && inside.chars().allMatch(digit -> Character.digit(digit, 16) >= 0);
        }

        private int decimals() {
            return digits.contains(".") ? digits.length() - digits.lastIndexOf('.') - 1 : 0;
        }

        /** Returns whether the number of digits is always the same: the number has leading zeros, or is a voltage. */
        private boolean isFixed() {
            return unit.equals(VOLT) || digits.length() > 1 && digits.charAt(0) == '0' && digits.charAt(1) != '.';
        }
    }

    /** A register's code, the type of its value, which a list without checksum has, and how it is printed. */
    private record Printed(String code, String type, String raw, List<Group> groups) {
        static Printed of(Register register) {
            String raw = register.raw();
            List<Group> groups = new ArrayList<>();
            for (int open = raw.indexOf('('); open >= 0; open = raw.indexOf('(', open + 1)) {
                groups.add(Group.of(raw, open));
            }
            return new Printed(register.obis(), register.type(), raw, groups);
        }

        /**
         * Returns whether two registers have the same form. A list, such as the gas of some hours, grows and shrinks.
         */
        boolean fits(Printed other) {
            if (!code.equals(other.code) || !type.equals(other.type)) {
                return false;
            }
            if (NAMES.stream().anyMatch(code::contains)) {
                return raw.equals(other.raw);
            }
            return IntStream.range(0, Math.min(groups.size(), other.groups.size()))
                    .allMatch(i -> fits(groups.get(i), other.groups.get(i)));
        }

        /**
         * Returns whether two groups have the same form. The texts of a meter behind the electricity meter are codes
         * and units; other texts may change.
         */
        private boolean fits(Group one, Group other) {
            boolean ofDevice = code.startsWith(NO_ELECTRICITY) && !code.startsWith(MAIN_CHANNEL);
            return one.fits(other) && (!ofDevice || one.text().equals(other.text()));
        }
    }

    /**
     * The parts of a telegram that are compared with its neighbours.
     *
     * @param electricity registers that each telegram has, in their order
     * @param others      registers that may come and go
     */
    private record Telegram(MeterIdentity meter, Values values, long nanos, List<Printed> electricity,
            List<Printed> others) {
        static Telegram of(Reading reading, long nanos) {
            List<Printed> electricity = new ArrayList<>();
            List<Printed> others = new ArrayList<>();
            for (Register register : reading.message().registers()) {
                boolean other = register.obis().startsWith(NO_ELECTRICITY);
                if (!other || !register.obis().contains(MESSAGE)) {
                    (other ? others : electricity).add(Printed.of(register));
                }
            }
            return new Telegram(reading.meter(), reading.values(), nanos, electricity, others);
        }

        boolean fits(Telegram other) {
            return meter.equals(other.meter) && electricity.size() == other.electricity.size()
                    && IntStream.range(0, electricity.size())
                            .allMatch(i -> electricity.get(i).fits(other.electricity.get(i)))
                    && (hasAllOf(other) || other.hasAllOf(this))
                    && others.stream().allMatch(one -> other.find(one.code).map(one::fits).orElse(true));
        }

        /** Returns the codes of the registers that each telegram has. */
        Set<String> codes() {
            return electricity.stream().map(Printed::code).collect(Collectors.toSet());
        }

        private boolean hasAllOf(Telegram other) {
            return other.others.stream().allMatch(theirs -> find(theirs.code).isPresent());
        }

        private Optional<Printed> find(String code) {
            return others.stream().filter(one -> one.code.equals(code)).findFirst();
        }

        /**
         * Returns whether this telegram confirms an earlier one.
         *
         * @param changed whether telegrams of another form were believed before: then no register may be new
         */
        boolean repeats(Telegram earlier, boolean changed) {
            return fits(earlier) && (!changed || earlier.hasAllOf(this))
                    && mayFollow(earlier) && !NoveltyCheck.anyFell(values, earlier.values);
        }

        /**
         * Returns whether the values may have become these since an earlier telegram: counters by the powers of both,
         * voltages by little, a power by a house's largest load. The tariff and counts of events change so seldom that
         * the next telegram shows them too.
         */
        boolean mayFollow(Telegram earlier) {
            return values.present().stream().filter(earlier.values::has).allMatch(quantity -> {
                long now = values.scaled(quantity);
                long before = earlier.values.scaled(quantity);
                return switch (quantity.unit()) {
                    // A counter that falls below an believed one is judged by its past.
                    case KILOWATT_HOUR, KILOVAR_HOUR -> now - before
                            <= step(now, before) + counted(earlier) * quantity.unit().one();
                    case COUNT -> now == before;
                    case VOLT -> Math.abs(now - before) <= VOLTAGE_SHARE * before;
                    case WATT -> Math.abs(now - before) <= PowerRules.LARGEST_LOAD_WATTS * quantity.unit().one();
                    case VAR, VOLT_AMPERE, AMPERE, HERTZ, RATIO -> true;
                };
            });
        }

        /** Returns the kWh that a counter may have counted since an earlier telegram, at most. */
        private double counted(Telegram earlier) {
            double seconds = (nanos - earlier.nanos) / 1e9;
            double watts = Math.max(power(values), power(earlier.values));
            return Math.max(0, seconds) / 3_600_000 * (seconds > LONG_SECONDS || watts == 0 ? MOST_WATTS
                    : 2 * watts + SWITCHED_WATTS);
        }

        private static double power(Values values) {
            return POWERS.stream().filter(values::has).mapToDouble(power -> Math.abs(values.number(power))).max()
                    .orElse(0);
        }

        /** Returns the step of a counter that has shown these values: a power of ten, 1 kWh at most. */
        private static long step(long one, long other) {
            long step = 1;
            while (step < Unit.KILOWATT_HOUR.one() && one % (10 * step) == 0 && other % (10 * step) == 0) {
                step *= 10;
            }
            return step;
        }

        /** Returns this telegram with the registers of an earlier one that it does not have. */
        Telegram with(Telegram earlier) {
            List<Printed> all = new ArrayList<>(others);
            earlier.others.stream().filter(one -> find(one.code).isEmpty()).forEach(all::add);
            return new Telegram(meter, values, nanos, electricity, all);
        }
    }

    private Optional<Telegram> before = Optional.empty();
    private Optional<Telegram> believed = Optional.empty();
    /** The codes that each telegram had, also before a loss. */
    private Set<String> codes = Set.of();
    /** The number of telegrams in a row that agreed with the one before them. */
    private int agreeing;

    /** Starts again: the next telegram is treated as the first one. */
    void lost() {
        before = Optional.empty();
        believed = Optional.empty();
        agreeing = 0;
    }

    /** Judges a telegram by its printed form and its neighbours. */
    Verdict judge(Reading reading, long nanos) {
        if (phasesContradict(reading.values())) {
            return Verdict.CONTRADICTS;
        }
        Telegram now = Telegram.of(reading, nanos);
        boolean first = before.isEmpty();
        boolean asBelieved = believed.filter(one -> now.fits(one) && now.mayFollow(one)).isPresent();
        boolean again = before.filter(one -> now.repeats(one, believed.isPresent())).isPresent();
        agreeing = again ? agreeing + 1 : 0;
        boolean confirmed = again && (asBelieved || agreeing >= agreementsNeeded(now));
        if (confirmed) {
            believed = Optional.of(asBelieved ? now.with(believed.get()) : now);
            codes = now.codes();
        }
        before = Optional.of(now);
        return asBelieved || confirmed ? Verdict.BELIEVED : first ? Verdict.FIRST : Verdict.CONTRADICTS;
    }

    /**
     * Returns the number of telegrams that have to agree: a register that is missing in two telegrams may have been
     * damaged in both.
     */
    private int agreementsNeeded(Telegram now) {
        return now.codes().containsAll(codes) ? 1 : 2;
    }

    /** Returns whether a counter of a telegram contradicts those of the telegrams before it. */
    static boolean countersContradict(Implausible withheld) {
        return withheld.quantities().stream().anyMatch(Quantity::isCounter);
    }

    /**
     * Returns whether the total contradicts the sum of the phases. A net power is the sum of the phases. An import
     * without an export is this sum too while it is not 0: German meters sum over their phases, and while they export,
     * some print 0, others the negative sum.
     */
    private static boolean phasesContradict(Values values) {
        boolean importAlone = values.has(POWER_IMPORT) && !values.has(POWER_EXPORT);
        if (!values.has(POWER_NET) || !Phase.ALL.stream().allMatch(phase -> values.has(phase.power()))) {
            return false;
        }
        double total = values.number(POWER_NET);
        double sum = Phase.ALL.stream().mapToDouble(phase -> values.number(phase.power())).sum();
        double difference = importAlone && total == 0 ? sum : Math.abs(total - sum);
        return difference > SHARE * Math.abs(total) + WATTS;
    }
}
