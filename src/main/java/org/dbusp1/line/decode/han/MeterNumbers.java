package org.dbusp1.line.decode.han;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a meter, and the number that its readings carry. Lists of one meter may have different numbers, and the
 * first number need not be the best. The readings' number stays until a list contradicts the number, because guard and
 * outputs take a reading with another number for another meter's. Used by one thread.
 */
final class MeterNumbers {
    /** Messages for which the number of an earlier run is awaited, since lists with different numbers alternate. */
    private static final int MOST_AWAITED = 10;

    private final Supplier<@Nullable MeterKey> known;
    /** Numbers of the meter by rank; the number of the lowest rank identifies the meter best, see {@link ListHeader}. */
    private final SortedMap<Integer, String> numbers = new TreeMap<>();
    /** The number that the readings carry; null until a number is chosen. */
    private @Nullable String reported;
    private int awaitedMessages;
    /** Whether no list has named its meter since the line was lost: messages without a number may come from another meter. */
    private boolean meterUnknown;

    /** @param known the meter key that an earlier run stored for this line; null if none is known */
    MeterNumbers(Supplier<@Nullable MeterKey> known) {
        this.known = known;
    }

    /** Returns whether a number differs from the number of the same rank before, which proves another meter. */
    boolean contradicted(Map<Integer, String> sent) {
        return sent.entrySet().stream().anyMatch(entry -> !numbers.getOrDefault(entry.getKey(), entry.getValue()).equals(entry.getValue()));
    }

    /** Forgets the numbers of a meter that was replaced. The number of an earlier run belonged to that meter. */
    void reset() {
        numbers.clear();
        reported = null;
        awaitedMessages = MOST_AWAITED;
    }

    void lineLost() {
        meterUnknown = true;
    }

    void add(Map<Integer, String> sent) {
        numbers.putAll(sent);
        meterUnknown &= sent.isEmpty();
    }

    /**
     * Returns the number that the reading of a message carries; null if no list has had a number since the line was
     * lost, and at the start while the number of an earlier run is awaited.
     */
    @Nullable String ofMessage() {
        if (meterUnknown) {
            return null;
        }
        if (reported == null && !numbers.isEmpty()) {
            MeterKey key = known.get();
            reported = numbers.values().stream().filter(number -> MeterKey.of(number).equals(key)).findFirst().orElse(null);
            if (reported == null && (key == null || ++awaitedMessages > MOST_AWAITED)) {
                reported = numbers.get(numbers.firstKey());
            }
        }
        return reported;
    }
}
