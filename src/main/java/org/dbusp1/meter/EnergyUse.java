package org.dbusp1.meter;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What the counters of a meter moved until now, as the ledger of energy knows it. Energies are in watt hours, volumes
 * in litres. Immutable.
 *
 * @param counters    the uses of the counters that were read so far
 * @param running     of import and export the counter at this moment, also where the meter sends it once an hour: run
 *                    on by power, in the last decimal of the quantity
 * @param lastQuarter the mean import of the newest quarter hour that was seen from border to border; absent before
 */
public record EnergyUse(Map<Counter, Use> counters, Map<Counter, Long> running,
                        Optional<QuarterMean> lastQuarter) {
    /** A watt hour, in the last decimal of energies. */
    public static final long WATT_HOUR = BigDecimal.ONE.movePointRight(Unit.KILOWATT_HOUR.decimals() - 3)
            .longValueExact();
    /** Nothing is known. */
    public static final EnergyUse NONE = new EnergyUse(Map.of(), Map.of(), Optional.empty());

    /** The counters of the ledger: energies of the meter, and the first gas and water meter behind it. */
    public enum Counter {
        IMPORT(Quantity.ENERGY_IMPORT), EXPORT(Quantity.ENERGY_EXPORT),
        IMPORT_T1(Quantity.ENERGY_IMPORT_T1), IMPORT_T2(Quantity.ENERGY_IMPORT_T2),
        IMPORT_T3(Quantity.ENERGY_IMPORT_T3), IMPORT_T4(Quantity.ENERGY_IMPORT_T4),
        IMPORT_T5(Quantity.ENERGY_IMPORT_T5), IMPORT_T6(Quantity.ENERGY_IMPORT_T6),
        EXPORT_T1(Quantity.ENERGY_EXPORT_T1), EXPORT_T2(Quantity.ENERGY_EXPORT_T2),
        EXPORT_T3(Quantity.ENERGY_EXPORT_T3), EXPORT_T4(Quantity.ENERGY_EXPORT_T4),
        EXPORT_T5(Quantity.ENERGY_EXPORT_T5),
        GAS(Medium.GAS), WATER(Medium.WATER);

        private final Optional<Quantity> quantity;
        private final Optional<Medium> medium;

        Counter(Quantity quantity) {
            this.quantity = Optional.of(quantity);
            this.medium = Optional.empty();
        }

        Counter(Medium medium) {
            this.quantity = Optional.empty();
            this.medium = Optional.of(medium);
        }

        /** The energy that it counts; absent of a volume. */
        public Optional<Quantity> quantity() {
            return quantity;
        }

        /** The M-Bus device that counts it; absent of an energy. */
        public Optional<Medium> medium() {
            return medium;
        }
    }

    /**
     * The use of one counter.
     *
     * @param reading   the newest
     * @param today     since midnight; absent where midnight's counter is not known, or is another meter's
     * @param yesterday on the day before; absent where one of the two midnights is not known
     * @param day       the present day by the meter's clock
     * @param known     what is known of periods, also of those whose beginning was missed
     * @param step      from the reading before to the newest
     */
    public record Use(long reading, OptionalLong today, OptionalLong yesterday, LocalDate day, Known known, Step step) {
    }

    /** What is known of the running day, month and year: without what was used while nothing was read. */
    public record Known(long day, long month, long year) {
    }

    /**
     * A reading and what was used since the one before.
     *
     * @param time  of the reading
     * @param moved 0 for the first reading of a meter
     */
    public record Step(Stamp time, long moved) {
    }

    /** The mean import of a quarter hour, in watts. */
    public record QuarterMean(Stamp start, long watts) {
        private static final int SECONDS = 900;

        /** When it ended. */
        public Stamp end() {
            return new Stamp(start.epochSecond() + SECONDS, start.offsetSeconds());
        }
    }

    /** The use of a counter; absent before its first reading. */
    public Optional<Use> of(Counter counter) {
        return Optional.ofNullable(counters.get(counter));
    }

    /** A value of a counter's use; absent also before its first reading. */
    public OptionalLong of(Counter counter, Function<Use, OptionalLong> value) {
        Use use = counters.get(counter);
        return use == null ? OptionalLong.empty() : value.apply(use);
    }
}
