package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.dbusp1.line.decode.NetPower.Direction;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages of made meters, whose powers are known: no net power with a wrong sign, of any meter that shows a sign. In mW. */
class MadeMessagesTest {
    private static final int MESSAGES = 10;
    /** A smaller power has no certain direction; by so much total and phases may differ as meters sample them. */
    private static final long SURE = 60_000;
    private static final long FAR = 200_000;
    private static final String NUMBER = "meter ";

    private enum Total { NET, NET_WITHOUT_SIGN, IMPORT, SIGNED_IMPORT, IMPORT_AND_EXPORT, WITHOUT_DIRECTION, NONE }

    private enum Phases { NONE, SIGNED, WITHOUT_SIGN, IMPORT_AND_EXPORT }

    /** LATE: of a message before, and of the newer kind. */
    private enum Word { NONE, OLDER, NEWER, LATE }

    private record Meter(String name, Total total, Phases phases, Word word, int count, boolean countsExport, boolean losesValues) {
        static Meter random(Random random, int number) {
            return new Meter(NUMBER + number, any(random, Total.values()), any(random, Phases.values()), any(random, Word.values()),
                    random.nextBoolean() ? 1 : 3, random.nextBoolean(), random.nextInt(4) == 0);
        }

        private boolean signsPhases() {
            return phases == Phases.SIGNED || phases == Phases.IMPORT_AND_EXPORT;
        }

        /** Returns whether a program could know the direction: unsigned powers need a word that is not late, or phases in each message. */
        private boolean showsDirection() {
            boolean hasWord = word == Word.OLDER || word == Word.NEWER;
            return switch (total) {
                case NET -> word != Word.LATE || !losesValues;
                case IMPORT, SIGNED_IMPORT, IMPORT_AND_EXPORT -> true;
                case NET_WITHOUT_SIGN -> word == Word.NEWER || word != Word.LATE && signsPhases() && !losesValues;
                case WITHOUT_DIRECTION -> hasWord || word == Word.NONE && signsPhases();
                case NONE -> signsPhases() || hasWord && phases == Phases.WITHOUT_SIGN && count == 1;
            };
        }
    }

    /** What the house draws while the total is measured, and a moment later, while the phases are. */
    private record Moment(long[] total, long[] phases) {
        private static long sum(long[] powers) {
            long sum = 0;
            for (long power : powers) {
                sum += power;
            }
            return sum;
        }

        boolean exports() {
            return sum(total) < 0;
        }
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static Moment moment(Random random, int count) {
        long scale = 1L << random.nextInt(8, 24);
        long[] total = new long[count];
        for (int i = 0; i < count; i++) {
            total[i] = random.nextInt(5) == 0 ? 0 : (long) (random.nextGaussian() * scale);
        }
        long[] phases = total.clone();
        phases[random.nextInt(count)] += random.nextInt(10) == 0 ? random.nextLong(-500_000, 500_000) : random.nextLong(-20_000, 20_000);
        return new Moment(total, phases);
    }

    private static Values.Builder sent(Random random, Meter meter, Moment moment) {
        Values.Builder values = new Values.Builder();
        long total = Moment.sum(moment.total);
        switch (meter.total) {
            case NET -> set(values, meter, random, Quantity.POWER_NET, total);
            case NET_WITHOUT_SIGN -> set(values, meter, random, Quantity.POWER_NET, Math.abs(total));
            case IMPORT -> set(values, meter, random, Quantity.POWER_IMPORT, Math.max(0, total));
            case SIGNED_IMPORT -> set(values, meter, random, Quantity.POWER_IMPORT, total);
            case IMPORT_AND_EXPORT -> {
                set(values, meter, random, Quantity.POWER_IMPORT, Math.max(0, total));
                set(values, meter, random, Quantity.POWER_EXPORT, Math.max(0, -total));
            }
            case WITHOUT_DIRECTION -> set(values, meter, random, Quantity.POWER_ABS, Math.abs(total));
            case NONE -> { }
        }
        for (int i = 0; i < meter.count; i++) {
            Phase phase = Phase.ALL.get(i);
            long power = moment.phases[i];
            values.set(phase.voltage(), 23_000);
            switch (meter.phases) {
                case NONE -> { }
                case SIGNED -> set(values, meter, random, phase.power(), power);
                case WITHOUT_SIGN -> set(values, meter, random, phase.power(), Math.abs(power));
                case IMPORT_AND_EXPORT -> {
                    set(values, meter, random, phase.powerImport(), Math.max(0, power));
                    set(values, meter, random, phase.powerExport(), Math.max(0, -power));
                }
            }
        }
        values.set(Quantity.ENERGY_IMPORT, 1);
        if (meter.countsExport) {
            values.set(Quantity.ENERGY_EXPORT, 1);
        }
        return values;
    }

    private static void set(Values.Builder values, Meter meter, Random random, Quantity quantity, long power) {
        if (meter.losesValues && random.nextInt(10) == 0) {
            values.unreadable(quantity);
        } else {
            values.set(quantity, power);
        }
    }

    private static Evidence evidence(Meter meter, Moment now, @Nullable Moment before, Values.Builder values) {
        if (meter.word != Word.NONE) {
            Moment shown = meter.word == Word.LATE && before != null ? before : now;
            return Evidence.ofStatus(meter.name, new Direction(shown.exports(), meter.word != Word.OLDER));
        }
        Set<Quantity> signed = EnumSet.noneOf(Quantity.class);
        if (meter.total == Total.SIGNED_IMPORT && values.has(Quantity.POWER_IMPORT)) {
            signed.add(Quantity.POWER_IMPORT);
        }
        return Evidence.ofText(Dialect.D0, meter.name, signed);
    }

    private static boolean isWrongSign(long shown, long total, long phases) {
        return shown > SURE && total < -SURE && phases < -SURE || shown < -SURE && total > SURE && phases > SURE;
    }

    /** @return the part of the messages that have a net power */
    private static double judge(int meters) {
        Random random = new Random(1);
        NetPower netPower = new NetPower();
        List<String> wrong = new ArrayList<>();
        int all = 0;
        int known = 0;
        for (int number = 0; number < meters; number++) {
            Meter meter = Meter.random(random, number);
            Moment before = null;
            for (int message = 0; message < MESSAGES && meter.showsDirection(); message++) {
                Moment now = moment(random, meter.count);
                Values.Builder values = sent(random, meter, now);
                String printed = values.build().toString();
                netPower.complete(values, evidence(meter, now, before, values));
                long total = Moment.sum(now.total);
                long phases = Moment.sum(now.phases);
                Values shown = values.build();
                all++;
                known += shown.has(Quantity.POWER_NET) ? 1 : 0;
                long net = values.scaled(Quantity.POWER_NET);
                boolean isFar = Math.abs(total - phases) < SURE && Math.abs(net - total) > FAR;
                if (shown.has(Quantity.POWER_NET) && (isWrongSign(net, total, phases) || isFar)
                        || values.scaled(Quantity.POWER_IMPORT) > SURE && total < -SURE && phases < -SURE) {
                    wrong.add(meter + " " + printed + " > " + shown + " " + shown.netOrigin() + ", true: " + total + ", " + phases);
                }
                before = now;
            }
        }
        assertThat(wrong.size()).as(String.join("\n", wrong.subList(0, Math.min(20, wrong.size())))).isZero();
        return (double) known / all;
    }

    /** A program that shows nothing would not be wrong either. */
    @Test
    void noNetPowerHasAWrongSign() {
        assertThat(judge(2_000)).isGreaterThan(0.6);
    }

    @Test
    @Tag("slow")
    void noNetPowerOfManyMetersHasAWrongSign() {
        assertThat(judge(100_000)).isGreaterThan(0.6);
    }
}
