package org.dbusp1.metering.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * A telegram or binary push without checksum, prepared for the comparison with its neighbours: the form of its registers, and
 * its values.
 *
 * @param electricity registers that each telegram has, in their order: all but those of M-Bus devices and the meter itself, 0-x
 * @param others      other registers, such as those of gas and water meters, which may be missing; if some are missing
 *                    and others are new, a code is damaged
 */
record MessageWithoutChecksum(MeterIdentity meter, Values values, long nanos, List<GroupedRegister> electricity,
        List<GroupedRegister> others) {
    /** A voltage changes by at most this share from one telegram to the next. */
    private static final double VOLTAGE_SHARE = 0.05;
    /** A lower voltage changes by as much as this one. */
    private static final double NOMINAL_VOLTS = 230;
    /** A power that changes by more than this share, and in form, may have lost a digit or got a sign. */
    private static final double POWER_SHARE = 0.2;
    /** A greater change waits for the next telegram: few houses switch such a load, and a damaged digit looks like that. */
    private static final long POWER_JUMP_WATTS = 10_000;
    private static final String VOLT = "*V";
    /** Medium 0: messages, and values of other meters. */
    private static final String MEDIUM_0 = "0-";
    private static final String MAIN_CHANNEL = "0-0:";
    private static final String MESSAGE = ":96.13.";
    /** Numbers of meters, and the kind of an M-Bus device. */
    private static final List<String> IDENTIFICATIONS = List.of(":96.1.", ":24.1.");

    /**
     * The content of a bracket. A meter does not change the form of a number in a bracket.
     *
     * @param isNumeric whether the content is a number: sign, digits and unit
     * @param digits digits and point
     * @param unit   the unit with its star
     */
    private record Group(String inside, boolean isNumeric, String sign, String digits, String unit) {
        private static final Pattern FORM = Pattern.compile("([+-]?)([0-9.]*)((?:\\*.*)?)", Pattern.DOTALL);
        private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]+");

        /** Parses a group in a register's text. @param open position of the group's opening bracket */
        static Group of(String raw, int open) {
            int close = raw.indexOf(')', open);
            String inside = raw.substring(open + 1, close < 0 ? raw.length() : close);
            Matcher form = FORM.matcher(inside);
            boolean number = form.lookingAt() && form.end() == inside.length() && !form.group(2).isEmpty();
            return new Group(inside, number, form.group(1), form.group(2), form.group(3));
        }

        boolean hasFormOf(Group other) {
            if (!(isNumeric && other.isNumeric) && isHex() && other.isHex()) {
                return inside.length() == other.inside.length();
            }
            // A number of fixed width with a changed width has lost digits.
            return decimals() == other.decimals() && unit.equals(other.unit)
                    && (digits.length() == other.digits.length() || !hasFixedWidth() && !other.hasFixedWidth())
                    && (sign.equals("-") || other.sign.equals("-") || sign.equals(other.sign));
        }

        /**
         * Returns a power in W now and before, if the power changed its sign or number of digits, and changed by more than a
         * fifth; null for any other change.
         */
        private double @Nullable [] jump(Group other) {
            boolean power = (unit.equals("*W") || unit.equals("*kW")) && unit.equals(other.unit)
                    && hasPlainDigits() && other.hasPlainDigits() && !hasFixedWidth() && !other.hasFixedWidth();
            boolean formChanged = power && (digits.length() != other.digits.length() || sign.equals("-") != other.sign.equals("-"));
            if (!formChanged) {
                return null;
            }
            double[] watts = {watts(), other.watts()};
            boolean far = Math.abs(watts[0] - watts[1]) > POWER_SHARE * Math.max(Math.abs(watts[0]), Math.abs(watts[1]));
            return far ? watts : null;
        }

        private boolean hasPlainDigits() {
            return isNumeric && digits.matches("\\d+(\\.\\d*)?");
        }

        private double watts() {
            return (sign.equals("-") ? -1 : 1) * Double.parseDouble(digits) * (unit.equals("*kW") ? 1_000 : 1);
        }

        private String nonNumericText() {
            return isNumeric ? "" : inside;
        }

        private boolean isHex() {
            return HEX.matcher(inside).matches();
        }

        private int decimals() {
            return digits.contains(".") ? digits.length() - digits.lastIndexOf('.') - 1 : 0;
        }

        /** Returns whether the number of digits never changes: the number has leading zeros, or is a voltage. */
        private boolean hasFixedWidth() {
            return unit.equals(VOLT) || digits.length() > 1 && digits.charAt(0) == '0' && digits.charAt(1) != '.';
        }
    }

    /**
     * A register.
     *
     * @param type type of the value, as lists without checksum send it
     * @param raw  the brackets as printed; of a list the number or hex text, without brackets
     */
    private record GroupedRegister(String code, String type, String raw, List<Group> groups) {
        static GroupedRegister of(Message.Register sent) {
            String raw = sent.raw();
            List<Group> groups = new ArrayList<>();
            for (int open = raw.indexOf('('); open >= 0; open = raw.indexOf('(', open + 1)) {
                groups.add(Group.of(raw, open));
            }
            return new GroupedRegister(sent.obis(), sent.type(), raw, groups);
        }

        boolean hasFormOf(GroupedRegister other) {
            if (!code.equals(other.code) || !type.equals(other.type)) {
                return false;
            }
            if (IDENTIFICATIONS.stream().anyMatch(code::contains)) {
                return raw.equals(other.raw);
            }
            // The texts of an M-Bus device are codes and units; other texts may change.
            boolean ofDevice = code.startsWith(MEDIUM_0) && !code.startsWith(MAIN_CHANNEL);
            // A list, such as the gas volumes of some hours, grows and shrinks.
            return IntStream.range(0, Math.min(groups.size(), other.groups.size()))
                    .allMatch(i -> groups.get(i).hasFormOf(other.groups.get(i))
                            && (!ofDevice || groups.get(i).nonNumericText().equals(other.groups.get(i).nonNumericText())));
        }
    }

    static MessageWithoutChecksum of(GuardedReading candidate) {
        List<GroupedRegister> electricity = new ArrayList<>();
        List<GroupedRegister> others = new ArrayList<>();
        for (Message.Register register : candidate.sent().message().registers()) {
            if (!register.obis().startsWith(MEDIUM_0)) {
                electricity.add(GroupedRegister.of(register));
            } else if (!register.obis().contains(MESSAGE)) {
                others.add(GroupedRegister.of(register));
            }
        }
        return new MessageWithoutChecksum(candidate.meter(), candidate.values(), candidate.nanos(), electricity, others);
    }

    /** Returns whether no power changed as if it had lost a digit or got a sign, unless a counter explains the change. */
    boolean hasPowersLike(MessageWithoutChecksum other) {
        return IntStream.range(0, Math.min(electricity.size(), other.electricity.size())).allMatch(i -> {
            List<Group> now = electricity.get(i).groups;
            List<Group> before = other.electricity.get(i).groups;
            double[] watts = now.isEmpty() || before.isEmpty() ? null : now.get(0).jump(before.get(0));
            return watts == null || counterConfirms(watts[0], watts[1], other);
        });
    }

    Set<String> electricityCodes() {
        return electricity.stream().map(GroupedRegister::code).collect(Collectors.toSet());
    }

    /** Returns this telegram with the other registers that only an earlier telegram has. */
    MessageWithoutChecksum withOthersOf(MessageWithoutChecksum earlier) {
        List<GroupedRegister> all = new ArrayList<>(others);
        earlier.others.stream().filter(register -> findOther(register.code) == null).forEach(all::add);
        return new MessageWithoutChecksum(meter, values, nanos, electricity, all);
    }

    /** Returns whether this telegram has the same meter, and the same registers in the same form. */
    boolean hasFormOf(MessageWithoutChecksum other) {
        return meter.equals(other.meter) && electricity.size() == other.electricity.size()
                && IntStream.range(0, electricity.size()).allMatch(i -> electricity.get(i).hasFormOf(other.electricity.get(i)))
                && (hasOthersOf(other) || other.hasOthersOf(this))
                && others.stream().allMatch(register -> {
                    GroupedRegister same = other.findOther(register.code);
                    return same == null || register.hasFormOf(same);
                });
    }

    private boolean hasOthersOf(MessageWithoutChecksum other) {
        return other.others.stream().allMatch(register -> findOther(register.code) != null);
    }

    private @Nullable GroupedRegister findOther(String code) {
        return others.stream().filter(register -> register.code.equals(code)).findFirst().orElse(null);
    }

    /**
     * Returns whether this telegram confirms an earlier telegram.
     *
     * @param changed whether telegrams of a different form were believed before: then no register may be new
     */
    boolean confirms(MessageWithoutChecksum earlier, boolean changed) {
        return hasFormOf(earlier) && (!changed || earlier.hasOthersOf(this))
                && mayFollow(earlier) && hasPowersLike(earlier) && !anyFell(earlier.values);
    }

    private boolean anyFell(Values earlier) {
        return Quantity.ENERGY_COUNTERS.stream()
                .anyMatch(counter -> values.has(counter) && earlier.has(counter) && values.scaled(counter) < earlier.scaled(counter));
    }

    /** Returns whether each value may follow the value of an earlier telegram. */
    boolean mayFollow(MessageWithoutChecksum earlier) {
        return values.present().stream().filter(earlier.values::has).allMatch(quantity -> mayFollow(quantity, earlier));
    }

    private boolean mayFollow(Quantity quantity, MessageWithoutChecksum earlier) {
        long now = values.scaled(quantity);
        long before = earlier.values.scaled(quantity);
        return switch (quantity.unit()) {
            // EnergyCounterRule checks a counter that fell.
            case KILOWATT_HOUR, KILOVAR_HOUR -> now - before <= EnergyBound.counterStep(now, before)
                    + countedKwh(earlier) * quantity.unit().scaledOne();
            // The tariff and counts of events change so seldom that the next telegram confirms a change.
            case COUNT -> now == before;
            // A phase without a wire has a few tenths of a volt, which jump by more than their share.
            case VOLT -> Math.abs(now - before) <= VOLTAGE_SHARE * Math.max(before, NOMINAL_VOLTS * quantity.unit().scaledOne());
            case WATT -> Math.abs(now - before) < POWER_JUMP_WATTS * quantity.unit().scaledOne();
            case VAR, VOLT_AMPERE, AMPERE, HERTZ, RATIO -> true;
        };
    }

    /** Returns the most kWh that a counter may have counted since an earlier telegram. */
    private double countedKwh(MessageWithoutChecksum earlier) {
        return EnergyBound.mostCounted(Math.max(EnergyBound.highestPower(values), EnergyBound.highestPower(earlier.values)),
                secondsSince(earlier));
    }

    /** Returns the seconds between two measurements: telegrams that arrive together were measured an interval apart. */
    private double secondsSince(MessageWithoutChecksum earlier) {
        return Math.max(meter.dialect().interval().getSeconds(), (nanos - earlier.nanos) / 1e9);
    }

    /** Returns whether the counter's rise since an earlier telegram fits the new power, and not the previous power. */
    private boolean counterConfirms(double watts, double wattsBefore, MessageWithoutChecksum earlier) {
        Quantity counter = watts < 0 ? Quantity.ENERGY_EXPORT : Quantity.ENERGY_IMPORT;
        if (!values.has(counter) || !earlier.values.has(counter)) {
            return false;
        }
        long now = values.scaled(counter);
        long before = earlier.values.scaled(counter);
        double seconds = secondsSince(earlier);
        double mean = EnergyBound.meanWatts(now - before, seconds);
        double step = EnergyBound.meanWatts(EnergyBound.counterStep(now, before), seconds);
        double difference = Math.abs(watts - wattsBefore);
        return step < POWER_SHARE * difference && Math.abs(Math.abs(watts) - mean) < POWER_SHARE * difference + step;
    }
}
