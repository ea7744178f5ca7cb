package org.dbusp1.metering.guard;

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.metering.guard.Belief.Seen;
import org.jspecify.annotations.Nullable;

/**
 * Believes a message without a checksum that has the form of the last believed one, and values near its values, or those of the message
 * before, believed or not: parity sees one wrong bit in a byte, and no lost byte. So the first waits for the second, and no message with a
 * checksum comes between them. Its M-Bus devices are those that were in two messages in a row.
 */
final class NoChecksumRule implements Rule {
    private static final double NOMINAL_VOLTS = 230;
    /** Of a voltage, at least of the nominal one, by which it changes between two messages. */
    private static final double VOLTAGE_SHARE = 0.05;
    /** Few houses switch such a load, and a damaged digit looks like that. */
    private static final long POWER_JUMP_WATTS = 10_000;
    /** Where a number changed its width, a digit may be lost: no power may then change by more than this, or this share. */
    private static final double WIDTH_JUMP_WATTS = 100;
    private static final double WIDTH_JUMP_SHARE = 0.2;
    /** What a counter counts between two messages is at most twice their power, at least this. */
    private static final double LEAST_WATTS = 30_000;
    /** Of a message without a power. */
    private static final double UNKNOWN_WATTS = 50_000;
    private static final double WATTS_PER_KILOWATT = 1_000;

    /** @param registers those of electricity */
    private record Telegram(MeterIdentity meter, Values values, List<Form> registers, long nanos) implements Seen<Telegram> {
        static Telegram of(GuardedReading message) {
            // Registers of medium 0, such as messages to the owner and those of M-Bus devices, come and go.
            return new Telegram(message.sent().meter(), message.sent().values(), message.sent().message().registers().stream()
                    .filter(register -> !register.obis().startsWith("0-")).map(Form::of).toList(), message.nanos());
        }

        @Override
        public boolean mayFollow(Telegram before) {
            if (!meter.equals(before.meter) || registers.size() != before.registers.size()
                    || !allMatch(before, Form::isLike)) {
                return false;
            }
            boolean sameWidths = allMatch(before, Form::hasWidthOf);
            double seconds = Math.max(meter.dialect().interval().getSeconds(), (nanos - before.nanos) / 1e9);
            double watts = Math.max(LEAST_WATTS, 2 * Math.max(highest(values), highest(before.values)));
            return values.present().stream().filter(before.values::has).allMatch(quantity ->
                    mayFollow(quantity, values.scaled(quantity), before.values.scaled(quantity), sameWidths, watts, seconds));
        }

        /** What a telegram lacks stays believed: a damaged code of medium 0, as that of the tariff, hides a register. */
        @Override
        public Telegram renewed(Telegram before) {
            if (values.present().containsAll(before.values.present())) {
                return this;
            }
            return new Telegram(meter, new Values.Builder().setAll(before.values).setAll(values).build(), registers, nanos);
        }

        private boolean allMatch(Telegram before, BiPredicate<Form, Form> test) {
            return IntStream.range(0, registers.size()).allMatch(i -> test.test(registers.get(i), before.registers.get(i)));
        }

        private static double highest(Values values) {
            return values.present().stream().filter(quantity -> quantity.unit() == Unit.WATT)
                    .mapToDouble(quantity -> Math.abs(values.number(quantity))).max().orElse(UNKNOWN_WATTS);
        }

        private static boolean mayFollow(Quantity quantity, long now, long before, boolean sameWidths, double watts, double seconds) {
            double one = quantity.unit().scaledOne();
            double change = Math.abs(now - before) / one;
            return switch (quantity.unit()) {
                case KILOWATT_HOUR, KILOVAR_HOUR ->
                        CounterRule.mayFollow(before, now, step(now, before), watts / WATTS_PER_KILOWATT * one, seconds);
                // The tariff and counts of events change so seldom that the next telegram confirms a change.
                case COUNT -> now == before;
                // A phase without a wire has a few tenths of a volt, which jump by more than their share.
                case VOLT -> change <= VOLTAGE_SHARE * Math.max(before / one, NOMINAL_VOLTS);
                case WATT -> change < POWER_JUMP_WATTS && (sameWidths
                        || change <= Math.max(WIDTH_JUMP_WATTS, WIDTH_JUMP_SHARE * Math.max(Math.abs(now), Math.abs(before)) / one));
                case VAR, VOLT_AMPERE, AMPERE, HERTZ, RATIO -> true;
            };
        }

        /** Returns the step of a counter that has shown two values: a power of ten, at most 1 kWh. */
        private static long step(long value, long other) {
            long step = 1;
            while (step < Unit.KILOWATT_HOUR.scaledOne() && value % (10 * step) == 0 && other % (10 * step) == 0) {
                step *= 10;
            }
            return step;
        }
    }

    /**
     * @param brackets  with x for each digit, also a hexadecimal one, and without signs; empty in a binary list
     * @param isPadded  whether a number has leading zeros, so that it never changes its width
     */
    private record Form(String code, AXdr.@Nullable Type type, String brackets, boolean hasPlus, boolean hasMinus, boolean isPadded) {
        private static final Pattern PADDED = Pattern.compile("\\([+-]?0[0-9]");
        private static final Pattern INTEGER = Pattern.compile("\\(x+(?=[.*])");

        static Form of(Register register) {
            String raw = register.type() == null ? register.raw() : "";
            StringBuilder brackets = new StringBuilder(raw.length());
            for (char c : raw.toCharArray()) {
                if (c != '+' && c != '-') {
                    brackets.append(Character.digit(c, 16) < 0 ? c : 'x');
                }
            }
            return new Form(register.obis(), register.type(), brackets.toString(), raw.indexOf('+') >= 0, raw.indexOf('-') >= 0,
                    PADDED.matcher(raw).find());
        }

        /** A number with leading zeros that changes its width has lost a digit; another one may just be larger. */
        boolean isLike(Form before) {
            boolean hasLostPlus = hasPlus != before.hasPlus && !hasMinus && !before.hasMinus;
            return code.equals(before.code) && type == before.type && !hasLostPlus && (brackets.equals(before.brackets)
                    || !isPadded && !before.isPadded && withoutWidth().equals(before.withoutWidth()));
        }

        /** Returns whether it is certain that no digit and no minus is lost. */
        boolean hasWidthOf(Form before) {
            return brackets.equals(before.brackets) && (isPadded || before.isPadded || hasMinus == before.hasMinus);
        }

        private String withoutWidth() {
            return INTEGER.matcher(brackets).replaceAll("(x");
        }
    }

    private record Devices(List<MBusDevice> sent) implements Seen<Devices> {
        @Override
        public boolean mayFollow(Devices before) {
            return sent.equals(before.sent);
        }
    }

    private final Belief<Telegram> telegram = Belief.inTwo();
    private final Belief<Devices> devices = Belief.inTwo();

    @Override
    public Step check(GuardedReading message) {
        if (!message.sent().message().hasNoChecksum()) {
            telegram.endDoubt();
            return message;
        }
        boolean first = telegram.isNew();
        devices.accept(new Devices(message.sent().devices()), message.nanos());
        Devices believed = devices.believed();
        if (telegram.accept(Telegram.of(message), message.nanos()).isBelieved()) {
            return message.withDevices(believed == null ? List.of() : believed.sent, List.of(), Map.of());
        }
        return first ? new Outcome.Unconfirmed() : new Outcome.Refuse(RejectCause.CONTRADICTION, 0);
    }

    @Override
    public void lineLost() {
        telegram.forget();
        devices.forget();
    }
}
