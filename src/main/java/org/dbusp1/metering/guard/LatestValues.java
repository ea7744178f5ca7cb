package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Published.Withheld;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/**
 * Holds the last value of each quantity of a meter that sends lists of several kinds. A value is valid for three
 * intervals ({@link Pace}) of the kind of list that carries it most often, at least five seconds; a counter of energy or events,
 * and the tariff, are valid until the whole source is lost. Times are monotonic nanoseconds.
 */
final class LatestValues {
    /** A meter has fewer kinds of lists. */
    private static final int MOST_KINDS = 8;

    /** Powers that are valid only with a total: without a total, earlier powers of phases may hide that the house exports now. */
    private static final Set<Quantity> POWERS_OF_PHASES = Phase.ALL.stream()
            .flatMap(phase -> Stream.of(phase.power(), phase.powerImport(), phase.powerExport())).collect(Collectors.toUnmodifiableSet());

    /**
     * @param at             time of the message
     * @param whileImporting whether the house imported with this message: an export from then means nothing once the import is 0
     */
    private record Latest(long scaled, long at, boolean whileImporting) {
    }

    private final Map<Quantity, Latest> latest = new EnumMap<>(Quantity.class);
    /** Paces by kind of list: the quantities in a list. */
    private final Map<Set<Quantity>, Pace> kinds = new HashMap<>();

    /**
     * Accepts the values of a message.
     *
     * @param sent     values of the message that may be published
     * @param withheld values of the message that must not be published; older values of these quantities are removed too
     * @param usual    the dialect's interval
     * @return the values that are valid now
     */
    Values accept(Values sent, Withheld withheld, long nanos, Duration usual) {
        Pace pace = pace(sent, withheld);
        pace.good(nanos);
        pace.prove(usual);
        latest.keySet().removeAll(withheld.quantities());
        boolean imports = sent.has(Quantity.POWER_IMPORT) && sent.scaled(Quantity.POWER_IMPORT) > 0;
        sent.present().forEach(quantity -> latest.put(quantity, new Latest(sent.scaled(quantity), nanos, imports)));
        latest.entrySet().removeIf(entry -> !entry.getKey().isEnergyCounter() && entry.getKey().unit() != Unit.COUNT
                && nanos - entry.getValue().at > Pace.limitNanos(interval(entry.getKey(), usual)));
        if (sent.has(Quantity.POWER_IMPORT) && !sent.has(Quantity.POWER_EXPORT)) {
            acceptOnlyImport(sent.scaled(Quantity.POWER_IMPORT), nanos);
        }
        if (!latest.containsKey(Quantity.POWER_NET)) {
            latest.entrySet().removeIf(entry -> POWERS_OF_PHASES.contains(entry.getKey()) && entry.getValue().at != nanos);
        }
        Values.Builder valid = new Values.Builder();
        latest.forEach((quantity, candidate) -> valid.set(quantity, candidate.scaled));
        return valid.build();
    }

    /** Returns the pace of lists of this kind. */
    private Pace pace(Values sent, Withheld withheld) {
        Set<Quantity> kind = EnumSet.noneOf(Quantity.class);
        kind.addAll(sent.present());
        kind.addAll(withheld.quantities());
        if (kinds.size() >= MOST_KINDS && !kinds.containsKey(kind)) {
            kinds.clear();
        }
        return kinds.computeIfAbsent(kind, first -> new Pace());
    }

    /**
     * Returns the interval of the most frequent kind of list with a quantity; for a power at most the dialect's interval, so
     * that no net power is calculated from an old export.
     */
    private Duration interval(Quantity quantity, Duration usual) {
        Duration fastest = kinds.entrySet().stream().filter(kind -> kind.getKey().contains(quantity))
                .map(kind -> kind.getValue().interval(usual, usual, null)).min(Comparator.naturalOrder()).orElse(usual);
        return quantity.unit() == Unit.WATT && fastest.compareTo(usual) > 0 ? usual : fastest;
    }

    /** Called when a message of unknown content was lost. */
    void breakGaps() {
        kinds.values().forEach(Pace::breakGap);
    }

    void clear() {
        latest.clear();
    }

    /**
     * Accepts the import of a short list without export. These meters sum over their phases, so they never import and
     * export at once: import above 0 means an export of 0; an import of 0 leaves the last export, unless the house has
     * imported since.
     */
    private void acceptOnlyImport(long imported, long nanos) {
        Latest exported = latest.get(Quantity.POWER_EXPORT);
        if (imported > 0 && exported != null) {
            latest.put(Quantity.POWER_EXPORT, new Latest(0, exported.at, true));
        } else if (imported == 0 && exported != null && !exported.whileImporting) {
            latest.put(Quantity.POWER_NET, new Latest(-exported.scaled, nanos, false));
        } else if (imported == 0) {
            latest.remove(Quantity.POWER_EXPORT);
            latest.remove(Quantity.POWER_NET);
        }
    }
}
