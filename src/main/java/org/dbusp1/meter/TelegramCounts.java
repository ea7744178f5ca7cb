package org.dbusp1.meter;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counters of telegrams since the driver started. Immutable.
 *
 * @param repairs  repaired telegrams, proved by their checksum, by kind of repair
 * @param rejected telegrams rejected, by cause; causes that never occurred are left out
 * @param foreign  whole telegrams of another meter than the line's: counted only here
 */
public record TelegramCounts(long intact, Map<String, Long> repairs, Map<RejectCause, Long> rejected, long foreign) {
    /** Kind of repair: a log or a bridge stored only the line feeds. */
    public static final String LINE_ENDS = "CR put back";

    /** Kind of repair: noise in the eighth bit of bytes, which text does not use. */
    public static final String EIGHTH_BIT = "eighth bit";

    public static final TelegramCounts NONE = new TelegramCounts(0, Map.of(), Map.of());

    public TelegramCounts(long intact, Map<String, Long> repairs, Map<RejectCause, Long> rejected) {
        this(intact, repairs, rejected, 0);
    }

    public TelegramCounts {
        repairs = Map.copyOf(repairs);
        rejected = Map.copyOf(rejected);
    }

    public TelegramCounts plusIntact() {
        return new TelegramCounts(intact + 1, repairs, rejected, foreign);
    }

    public TelegramCounts plusRepaired(String repair) {
        return new TelegramCounts(intact, plusOne(repairs, repair), rejected, foreign);
    }

    public TelegramCounts plusRejected(RejectCause cause) {
        return new TelegramCounts(intact, repairs, plusOne(rejected, cause), foreign);
    }

    public TelegramCounts plusForeign() {
        return new TelegramCounts(intact, repairs, rejected, foreign + 1);
    }

    private static <K> Map<K, Long> plusOne(Map<K, Long> counts, K key) {
        Map<K, Long> more = new HashMap<>(counts);
        more.merge(key, 1L, Long::sum);
        return more;
    }

    public long repaired() {
        return sum(repairs);
    }

    /** Returns the numbers of rejected telegrams by cause, such as {@code crc=3 truncated=1}; empty without rejected telegrams. */
    public String causes() {
        return new TreeMap<>(rejected).entrySet().stream().map(cause -> cause.getKey().code() + "=" + cause.getValue())
                .collect(Collectors.joining(" "));
    }

    public Map<RejectCause, Long> rejectedSince(TelegramCounts earlier) {
        Map<RejectCause, Long> since = new HashMap<>(rejected);
        earlier.rejected.forEach((cause, count) -> since.computeIfPresent(cause, (same, all) -> all > count ? all - count : null));
        return Map.copyOf(since);
    }

    public long rejectedTotal() {
        return sum(rejected);
    }

    /** No stream: called by each output for each telegram. */
    private static long sum(Map<?, Long> counts) {
        long sum = 0;
        for (long count : counts.values()) {
            sum += count;
        }
        return sum;
    }
}
