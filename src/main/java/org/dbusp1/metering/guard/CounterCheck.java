package org.dbusp1.metering.guard;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Doubts.UncountedPower;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.Published;
import org.dbusp1.metering.SlowestMeter;
import org.jspecify.annotations.Nullable;

/**
 * Compares the power of a meter with the counter of its direction: a power that no counter counts has a wrong sign, a wrong unit or
 * a wrong meter. The two contradict each other if a counter has not moved for 65 minutes, longer than any meter takes to send or to move
 * it, and the energy by power since is at least ten of its steps and 0.1 kWh; no value is withheld for it. Not judged: a sum of tariffs
 * that may lack the present tariff. Used by one thread.
 */
public final class CounterCheck {
    /** One watt-second in 0.1 mWh. */
    private static final double UNITS_A_WATT_SECOND = EnergyUse.WATT_HOUR / 3_600.0;
    private static final long LEAST_ENERGY = 100 * EnergyUse.WATT_HOUR;
    private static final int LEAST_STEPS = 10;
    private static final long LEAST_NANOS = Duration.ofMinutes(65).toNanos();
    private static final long LONGEST_GAP_NANOS = SlowestMeter.LONGEST_GAP.toNanos();

    private final class Direction {
        private final Quantity counter;
        private final List<Quantity> tariffs;
        /** OBIS value groups C.D of the total. */
        private final String code;
        /** Last reading, in 0.1 mWh; null before the first. */
        private @Nullable Long reading;
        /** Monotonic time at which the counter last moved, or of the first reading. */
        private long movedNanos;
        /** The energy by power since then, in 0.1 mWh. */
        private double energy;
        /** The present contradiction; null without one. */
        private @Nullable UncountedPower found;

        Direction(Quantity counter, List<Quantity> tariffs, String code) {
            this.counter = counter;
            this.tariffs = tariffs;
            this.code = code;
        }

        void accept(Reading sent, Values valid, double watts, long passedNanos, long nanos) {
            energy += watts * passedNanos / 1e9 * UNITS_A_WATT_SECOND;
            // A valid value may be of an earlier list; only a value that this message sent is a new reading.
            if (!valid.has(counter) || !sent.values().has(counter)) {
                return;
            }
            if (reading == null) {
                step = Math.min(step, printedStep(sent));
            }
            long value = valid.scaled(counter);
            while (value % step != 0) {
                step /= 10;
            }
            if (reading == null || value != reading) {
                reading = value;
                movedNanos = nanos;
                energy = 0;
                found = null;
            } else if (nanos - movedNanos >= LEAST_NANOS && energy >= Math.max(LEAST_ENERGY, LEAST_STEPS * step)
                    && (found != null || includesPresentTariff(sent))) {
                found = new UncountedPower(counter, Math.round(energy / EnergyUse.WATT_HOUR),
                        Duration.ofNanos(nanos - movedNanos).toMinutes(), value / EnergyUse.WATT_HOUR);
            }
        }

        /** Returns whether the counter includes the present tariff: a total of the meter, or a sum with the present tariff. */
        private boolean includesPresentTariff(Reading sent) {
            Values values = sent.values();
            int tariff = values.has(Quantity.TARIFF) ? (int) values.number(Quantity.TARIFF) : 0;
            return tariffs.stream().noneMatch(values::has)
                    || tariff >= 1 && tariff <= tariffs.size() && values.has(tariffs.get(tariff - 1))
                    || sent.message().registers().stream().anyMatch(register -> isTotal(register.obis()));
        }

        /**
         * Returns the step that the decimals of a printed counter show, in 0.1 mWh: 0.001 kWh for 9491.000. The scaler of a binary meter,
         * which may be finer than its counter, is not asked.
         */
        private long printedStep(Reading sent) {
            return sent.message().registers().stream()
                    .filter(register -> register.type() == null && register.scaler() != null && isOfCounter(register.obis()))
                    .mapToLong(register -> {
                        boolean isKilo = register.unit().equals(Unit.KILOWATT_HOUR.symbol());
                        long unit = isKilo ? Unit.KILOWATT_HOUR.scaledOne() : EnergyUse.WATT_HOUR;
                        return Math.max(1, BigDecimal.valueOf(unit).scaleByPowerOfTen(register.scaler()).longValue());
                    }).min().orElse(step);
        }

        private boolean isOfCounter(String obis) {
            try {
                Obis name = Obis.parse(obis);
                return (name.c() + "." + name.d()).equals(code);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        private boolean isTotal(String obis) {
            try {
                Obis name = Obis.parse(obis);
                return (name.c() + "." + name.d()).equals(code) && name.e() == 0;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    private final Origin origin;
    /** The contradiction that was returned last; null without one. */
    private @Nullable UncountedPower last;
    private Direction imported = newImport();
    private Direction exported = newExport();
    /** The finest step that a counter of the meter has printed or shown, in 0.1 mWh, from 1 kWh down. */
    private long step = Unit.KILOWATT_HOUR.scaledOne();
    /** The net power, else the import, in the last message with a power, in W; null before the first. */
    private @Nullable Double lastWatts;
    /** Monotonic time of the last message with a power. */
    private long powerNanos;

    /** @param origin of a log, a contradiction is returned even after it ended: only the last result is used */
    public CounterCheck(Origin origin) {
        this.origin = origin;
    }

    private Direction newImport() {
        return new Direction(Quantity.ENERGY_IMPORT, List.of(Quantity.ENERGY_IMPORT_T1, Quantity.ENERGY_IMPORT_T2,
                Quantity.ENERGY_IMPORT_T3, Quantity.ENERGY_IMPORT_T4, Quantity.ENERGY_IMPORT_T5), "1.8");
    }

    private Direction newExport() {
        return new Direction(Quantity.ENERGY_EXPORT, List.of(Quantity.ENERGY_EXPORT_T1, Quantity.ENERGY_EXPORT_T2,
                Quantity.ENERGY_EXPORT_T3, Quantity.ENERGY_EXPORT_T4, Quantity.ENERGY_EXPORT_T5), "2.8");
    }

    public void forgetMeter() {
        imported = newImport();
        exported = newExport();
        step = Unit.KILOWATT_HOUR.scaledOne();
        lastWatts = null;
    }

    /** Accepts a believed message. @param nanos arrival by the source's clock @return the power that no counter counts; null without one */
    public @Nullable UncountedPower accept(Reading reading, Published published, long nanos) {
        Double watts = power(reading.values(), published.values());
        long passed = nanos - powerNanos;
        // The lower of two powers: the power in a single message may have lasted a moment.
        boolean follows = watts != null && lastWatts != null && passed > 0 && passed <= LONGEST_GAP_NANOS;
        double present = follows && watts != null ? watts : 0;
        double before = follows && lastWatts != null ? lastWatts : 0;
        imported.accept(reading, published.values(), Math.max(0, Math.min(before, present)), follows ? passed : 0, nanos);
        exported.accept(reading, published.values(), Math.max(0, Math.min(-before, -present)), follows ? passed : 0, nanos);
        if (watts != null) {
            lastWatts = watts;
            powerNanos = nanos;
        }
        UncountedPower found = imported.found != null ? imported.found : exported.found;
        last = found == null && origin.isLog() ? last : found;
        return last;
    }

    /** Returns the believed net power of a message in W, else its believed import; null if the message holds neither. */
    private static @Nullable Double power(Values sent, Values valid) {
        for (Quantity power : List.of(Quantity.POWER_NET, Quantity.POWER_IMPORT)) {
            if (valid.has(power) && sent.has(power)) {
                return valid.number(power);
            }
        }
        return null;
    }
}
