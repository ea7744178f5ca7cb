package org.dbusp1.metering;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The energy and volume that the counters of a meter counted until now, as the ledger knows them. Energies are in watt
 * hours, volumes in litres. Immutable.
 *
 * @param continuedCounters     the counters of import and export at this moment, in 0.1 mWh; powers continue them between two
 *                    readings. Absent before the first reading of this run, while the ledger is being read, and after a gap without
 *                    power of more than {@link SlowestMeter#LONGEST_GAP} until the next reading
 * @param countsHourly whether the meter sends its counters once an hour, or otherwise less often than that
 * @param awaitedCounters where lists alternate, the totals that are awaited for {@link #HOURLY_COUNTERS_WAIT} from the first message of a
 *                    meter of which no import is known, also over restarts: of import, and of export if it was sent; else none
 * @param finishedQuarters the finished quarter hours that changed last, in the order of their numbers
 * @param unfinished  the running quarter hour until now; at the second of its end still the same quarter hour; null while unknown
 */
public record EnergyUse(Map<Counter, Use> uses, Map<Counter, Long> continuedCounters, boolean countsHourly,
                        Set<Quantity> awaitedCounters, List<Quarter> finishedQuarters, @Nullable Quarter unfinished) {
    /** A watt hour, in 0.1 mWh: 10,000. */
    public static final long WATT_HOUR = BigDecimal.ONE.movePointRight(Unit.KILOWATT_HOUR.decimals() - 3).longValueExact();
    public static final int QUARTER_SECONDS = 900;
    /** The time in which a meter that sends counters once an hour has sent them. */
    public static final Duration HOURLY_COUNTERS_WAIT = Duration.ofMinutes(65);
    public static final EnergyUse NONE = new EnergyUse(Map.of(), Map.of(), false, Set.of(), List.of(), null);

    /** The counters of the ledger: energies of the meter, and number 1 of its gas and of its water meters. */
    public enum Counter {
        IMPORT(Quantity.ENERGY_IMPORT), EXPORT(Quantity.ENERGY_EXPORT),
        IMPORT_T1(Quantity.ENERGY_IMPORT_T1), IMPORT_T2(Quantity.ENERGY_IMPORT_T2),
        IMPORT_T3(Quantity.ENERGY_IMPORT_T3), IMPORT_T4(Quantity.ENERGY_IMPORT_T4),
        IMPORT_T5(Quantity.ENERGY_IMPORT_T5),
        EXPORT_T1(Quantity.ENERGY_EXPORT_T1), EXPORT_T2(Quantity.ENERGY_EXPORT_T2),
        EXPORT_T3(Quantity.ENERGY_EXPORT_T3), EXPORT_T4(Quantity.ENERGY_EXPORT_T4),
        EXPORT_T5(Quantity.ENERGY_EXPORT_T5),
        GAS(MBusDevice.Medium.GAS), WATER(MBusDevice.Medium.WATER);

        private final @Nullable Quantity quantity;
        private final MBusDevice.@Nullable Medium medium;

        Counter(Quantity quantity) {
            this.quantity = quantity;
            this.medium = null;
        }

        Counter(MBusDevice.Medium medium) {
            this.quantity = null;
            this.medium = medium;
        }

        /** Returns the quantity of an energy counter; null for a volume. */
        public @Nullable Quantity quantity() {
            return quantity;
        }

        /** Returns the medium of a volume's M-Bus device; null for an energy. */
        public MBusDevice.@Nullable Medium medium() {
            return medium;
        }
    }

    /**
     * The use of one counter.
     *
     * @param today     use from midnight to the newest reading, over all meters; absent if the counter at midnight is unknown, or was not
     *                  read since
     * @param yesterday use of the previous day; absent if the counter at one of its midnights is unknown
     * @param hour      use of the last whole hour before the newest reading; absent for volumes, if the counter at one of its ends is
     *                  unknown, and if a later hour has passed without a reading
     */
    public record Use(long reading, @Nullable Long today, @Nullable Long yesterday, @Nullable Long hour, MeterMatch match) {
    }

    /** Whether a reading is of the meter that sends now. */
    public enum MeterMatch {
        /** The meter of the reading has the same number, or had none. */
        SAME,
        /** No number has come in this run. */
        UNKNOWN,
        /** The meter of the reading has another number, or the exchange was noticed in this run. */
        DIFFERENT
    }

    /**
     * The energies of a quarter hour. If more becomes known of a quarter hour, the quarter hour is sent again with all that
     * is known.
     *
     * @param reportNumber higher than that of each report before; 0 while unfinished
     * @param start    start of the quarter hour, in seconds since 1970
     * @param energies the counters with something known; none if messages had no counters
     * @param whole    whether the import, or the export of a meter without import, was measured from start to end
     */
    public record Quarter(long reportNumber, long start, Map<Counter, Energy> energies, boolean whole) {
    }

    /**
     * The energy of a counter in a quarter hour. The sum of all quarter hours is the energy that the meters counted.
     *
     * @param counted energy counted for this quarter hour, in Wh, with the energy of a time before that belongs to no known
     *                quarter hour
     * @param measured    energy measured within the quarter hour, in Wh; absent if none was measured
     * @param watts   mean power; absent if the quarter hour was not measured from start to end
     * @param halfHourWatts mean power of the half hour that ends with this quarter hour; absent if not measured from start to end
     * @param hourWatts     mean power of the hour that ends with this quarter hour; absent if not measured from start to end
     * @param reading the counter at the end, or the last known reading, in Wh
     * @param gapStart   start of the earlier time that {@code counted} includes, in seconds since 1970; absent without such a time
     */
    public record Energy(long counted, @Nullable Long measured, @Nullable Long watts, @Nullable Long halfHourWatts,
                         @Nullable Long hourWatts, long reading, @Nullable Long gapStart) {
        public static final Energy NONE = new Energy(0, null, null, null, null, 0, null);
    }

    /** Returns a value of a counter's use; null if absent, and before the counter's first reading. */
    public @Nullable Long of(Counter counter, Function<Use, @Nullable Long> value) {
        Use use = uses.get(counter);
        return use == null ? null : value.apply(use);
    }
}
