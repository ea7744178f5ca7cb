package org.dbusp1.guard;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.Withheld;

/**
 * The last value of each quantity of a meter that alternates short and long lists. A value is valid for three intervals
 * of the messages that carry its quantity, so that phases do not flicker between long lists; a counter is valid until
 * the whole source is lost. Times are monotonic nanoseconds.
 */
final class LatestValues {
    private static final class Latest {
        private final Pace pace = new Pace();
        private long scaled;
        private long at;
    }

    private final Map<Quantity, Latest> latest = new EnumMap<>(Quantity.class);
    private final Values.Builder valid = new Values.Builder();

    /**
     * Takes the values of a message.
     *
     * @param said     its values that may be published
     * @param withheld its values that may not be published: older ones of these quantities are removed too
     * @param promised the dialect's interval, until the interval of each quantity is known
     * @return the values that are valid now
     */
    Values accept(Values said, Withheld withheld, long nanos, Duration promised) {
        latest.keySet().removeAll(withheld.quantities());
        for (Quantity quantity : said.present()) {
            Latest one = latest.computeIfAbsent(quantity, first -> new Latest());
            one.pace.good(nanos);
            one.scaled = said.scaled(quantity);
            one.at = nanos;
        }
        latest.entrySet().removeIf(one -> old(one.getKey(), one.getValue(), nanos, promised));
        if (said.has(Quantity.POWER_IMPORT) && !said.has(Quantity.POWER_EXPORT)) {
            importAlone(said.scaled(Quantity.POWER_IMPORT), nanos);
        }
        valid.clear();
        latest.forEach((quantity, one) -> valid.set(quantity, one.scaled));
        return valid.build();
    }

    /** A message did not arrive, and nothing tells which values it held. */
    void broken() {
        latest.values().forEach(one -> one.pace.broken());
    }

    /** No value is valid any longer. */
    void clear() {
        latest.clear();
    }

    private static boolean old(Quantity quantity, Latest one, long nanos, Duration promised) {
        return !counts(quantity.unit())
                && nanos - one.at > Freshness.limitNanos(one.pace.interval(promised));
    }

    private static boolean counts(Unit unit) {
        return unit == Unit.KILOWATT_HOUR || unit == Unit.KILOVAR_HOUR || unit == Unit.COUNT;
    }

    /**
     * A short list holds import alone. These meters sum over their phases, so they never import and export at once:
     * import above 0 means an export of 0; an import of 0 leaves the last known export.
     */
    private void importAlone(long imported, long nanos) {
        Latest exported = latest.get(Quantity.POWER_EXPORT);
        if (exported != null && imported > 0) {
            exported.scaled = 0;
        }
        if (exported != null && imported == 0) {
            Latest net = latest.computeIfAbsent(Quantity.POWER_NET, first -> new Latest());
            net.scaled = -exported.scaled;
            net.at = nanos;
        } else if (imported == 0) {
            latest.remove(Quantity.POWER_NET);
        }
    }
}
