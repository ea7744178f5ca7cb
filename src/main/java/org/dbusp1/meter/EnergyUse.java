package org.dbusp1.meter;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The energy and volume that the counters of a meter counted until now, as known to the ledger. Energies are in watt
 * hours, volumes in litres. Immutable.
 *
 * @param counters    the uses of the counters that were read so far
 * @param running     the counters of import and export at this moment, also if the meter sends them once an hour:
 *                    continued by power, in the last decimal of the quantity
 * @param time        the time of the message by the meter's clock, which the machine's clock continues where a message
 *                    has no time; absent before the first message
 * @param finishedQuarters the quarter hours that are over and of which something became known last, in the order of
 *                    their numbers
 * @param unfinished  the running quarter hour until now; at its end still this one
 */
public record EnergyUse(Map<Counter, Use> counters, Map<Counter, Long> running, Optional<Stamp> time, List<Quarter> finishedQuarters,
                        Optional<Quarter> unfinished) {
    /** A watt hour, in the last decimal of energies. */
    public static final long WATT_HOUR = BigDecimal.ONE.movePointRight(Unit.KILOWATT_HOUR.decimals() - 3).longValueExact();
    /** A quarter of an hour. */
    public static final int QUARTER_SECONDS = 900;
    /** No use is known. */
    public static final EnergyUse NONE = new EnergyUse(Map.of(), Map.of(), Optional.empty(), List.of(), Optional.empty());

    /** The counters of the ledger: energies of the meter, and the first gas and water meter behind it. */
    public enum Counter {
        IMPORT(Quantity.ENERGY_IMPORT), EXPORT(Quantity.ENERGY_EXPORT),
        IMPORT_T1(Quantity.ENERGY_IMPORT_T1), IMPORT_T2(Quantity.ENERGY_IMPORT_T2),
        IMPORT_T3(Quantity.ENERGY_IMPORT_T3), IMPORT_T4(Quantity.ENERGY_IMPORT_T4),
        IMPORT_T5(Quantity.ENERGY_IMPORT_T5),
        EXPORT_T1(Quantity.ENERGY_EXPORT_T1), EXPORT_T2(Quantity.ENERGY_EXPORT_T2),
        EXPORT_T3(Quantity.ENERGY_EXPORT_T3), EXPORT_T4(Quantity.ENERGY_EXPORT_T4),
        EXPORT_T5(Quantity.ENERGY_EXPORT_T5),
        GAS(MBusDevice.Medium.GAS), WATER(MBusDevice.Medium.WATER);

        private final Optional<Quantity> quantity;
        private final Optional<MBusDevice.Medium> medium;

        Counter(Quantity quantity) {
            this.quantity = Optional.of(quantity);
            this.medium = Optional.empty();
        }

        Counter(MBusDevice.Medium medium) {
            this.quantity = Optional.empty();
            this.medium = Optional.of(medium);
        }

        /** Returns the energy that it counts; absent for a volume. */
        public Optional<Quantity> quantity() {
            return quantity;
        }

        /** Returns the medium of the M-Bus device that counts it; absent for an energy. */
        public Optional<MBusDevice.Medium> medium() {
            return medium;
        }
    }

    /**
     * The use of one counter.
     *
     * @param reading   the newest reading
     * @param today     use since midnight until the newest reading; absent if the counter at midnight is not known, is another
     *                  meter's, or was not read since
     * @param yesterday use of the day before; absent if the counter at one of the two midnights is not known
     * @param day       the present day by the meter's clock
     * @param known     the known use of the running periods, also of those whose beginning was missed
     * @param step      the use from the reading before to the newest
     */
    public record Use(long reading, OptionalLong today, OptionalLong yesterday, LocalDate day, Known known, Step step) {
    }

    /** The known use of the running day, month and year, without the use while the meter was not read. */
    public record Known(long day, long month, long year) {
    }

    /**
     * A reading and the use since the reading before.
     *
     * @param time  time of the reading
     * @param moved the use; 0 for the first reading of a meter
     */
    public record Step(Stamp time, long moved) {
    }

    /**
     * The energies of a quarter hour. If more becomes known of it, it comes again with all that is known.
     *
     * @param number   higher than those of the quarter hours that came before; 0 while it is not over
     * @param origin   what it follows from
     * @param start    start of the quarter hour, in seconds since 1970
     * @param counters the counters of which something is known; none if messages without counters came
     * @param whole    whether the import was measured from start to end; of a meter that does not count it, the export
     */
    public record Quarter(long number, Origin origin, long start, Map<Counter, Energy> counters, boolean whole) {
        /** What the ledger knows a quarter hour from. */
        public enum Origin {
            /** From messages, and from what was kept of those before them. */
            CONTINUED,
            /** From what an earlier run of the driver kept. */
            RESTORED,
            /** From messages that show that an earlier one was wrong: it is no longer as it was. */
            CORRECTED,
            /** From the messages of a log, by a ledger that knows nothing of the time before them. */
            REPLAYED
        }
    }

    /**
     * The energy of a counter in a quarter hour. The sum of all quarter hours is the energy that the meters counted.
     *
     * @param counted energy that counts for this quarter hour: with that of a time before it of which no quarter hour is
     *                known
     * @param seen    energy of the quarter hour itself, as far as it was seen; absent if nothing of it was seen
     * @param watts   mean power; absent if the quarter hour was not measured from start to end
     * @param halfHourWatts mean power of the half hour that ends with it; absent if it was not measured from start to end
     * @param hourWatts     the same of the hour that ends with it
     * @param reading the counter at the end, or the last one that is known
     * @param since   the begin of the time before the quarter hour whose energy it has too; absent if there is none
     */
    public record Energy(long counted, OptionalLong seen, OptionalLong watts, OptionalLong halfHourWatts, OptionalLong hourWatts,
                         long reading, OptionalLong since) {
        /** Nothing was counted yet. */
        public static final Energy NONE = new Energy(0, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(),
                OptionalLong.empty(), 0, OptionalLong.empty());
    }

    /** Returns the use of a counter; absent before its first reading. */
    public Optional<Use> of(Counter counter) {
        return Optional.ofNullable(counters.get(counter));
    }

    /** Returns a value of a counter's use; absent also before its first reading. */
    public OptionalLong of(Counter counter, Function<Use, OptionalLong> value) {
        Use use = counters.get(counter);
        return use == null ? OptionalLong.empty() : value.apply(use);
    }
}
