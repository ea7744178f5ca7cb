package org.dbusp1.decode.han;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a meter, and the one that its readings carry. Lists of one meter may have different numbers, and the
 * first need not be the best. The readings' number stays until a list contradicts it, because guard and outputs see
 * another number as another meter. Used by one thread.
 */
final class MeterNumbers {
    /** The most messages without a number between two lists with one, if lists alternate. */
    private static final int MOST_WITHOUT = 10;

    private final Supplier<@Nullable MeterKey> known;
    private final SortedMap<Integer, String> numbers = new TreeMap<>();
    /** The number that the readings carry; null until one is chosen. */
    private @Nullable String reported;
    private int without;
    /** True after a time without messages until a list names its meter: messages without a number may come from another meter. */
    private boolean meterUnknown;

    /** @param known the meter key that an earlier run stored for this line; null if none is known */
    MeterNumbers(Supplier<@Nullable MeterKey> known) {
        this.known = known;
    }

    /** Returns whether a number has another value than before, so that this is another meter. */
    boolean contradicted(Map<Integer, String> sent) {
        return sent.entrySet().stream().anyMatch(entry -> !numbers.getOrDefault(entry.getKey(), entry.getValue()).equals(entry.getValue()));
    }

    /** Forgets the numbers of a meter that was replaced. The number of an earlier run belonged to that meter. */
    void reset() {
        numbers.clear();
        reported = null;
        without = MOST_WITHOUT;
    }

    /** Called after a time without messages: the next may come from another meter, which names itself in its lists. */
    void lineLost() {
        meterUnknown = true;
    }

    void add(Map<Integer, String> sent) {
        numbers.putAll(sent);
        meterUnknown &= sent.isEmpty();
    }

    /**
     * Returns the number that the reading of a message carries; null if no list has had one since the line was lost,
     * and at the start for some messages in which the number of an earlier run may still arrive.
     */
    @Nullable String ofMessage() {
        if (meterUnknown) {
            return null;
        }
        if (reported == null && !numbers.isEmpty()) {
            MeterKey key = known.get();
            reported = numbers.values().stream().filter(number -> MeterKey.of(number).equals(key)).findFirst().orElse(null);
            if (reported == null && (key == null || ++without > MOST_WITHOUT)) {
                reported = numbers.get(numbers.firstKey());
            }
        }
        return reported;
    }
}
