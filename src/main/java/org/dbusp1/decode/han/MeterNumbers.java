package org.dbusp1.decode.han;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;

/**
 * The numbers of a meter, and the one of them that its readings carry. Lists of one meter may have different numbers,
 * and the number that comes first need not be the best. The number of the readings does not change until a list
 * contradicts it: another number in a reading means another meter to the guard and to every output. Used by one thread.
 */
final class MeterNumbers {
    /** The most messages without a number: of lists that alternate, one with a number comes within so many messages. */
    private static final int MOST_WITHOUT = 10;

    private final Supplier<Optional<MeterKey>> known;
    /** The numbers of the meter by rank. */
    private final SortedMap<Integer, String> numbers = new TreeMap<>();
    private Optional<String> reported = Optional.empty();
    private int without;
    /** Whether it is open, after a loss, whose messages without a number are. */
    private boolean meterUnknown;

    /** @param known the key that an earlier run made of a number of this line's meter; absent where none is known */
    MeterNumbers(Supplier<Optional<MeterKey>> known) {
        this.known = known;
    }

    /** Returns whether a number of the same kind differs from the one before: then this is another meter. */
    boolean contradicted(Map<Integer, String> sent) {
        return sent.entrySet().stream().anyMatch(one -> !numbers.getOrDefault(one.getKey(), one.getValue()).equals(one.getValue()));
    }

    /**
     * Forgets the numbers of the meter before: the meter is another one now. The number of an earlier run belonged to
     * the meter at the start.
     */
    void reset() {
        numbers.clear();
        reported = Optional.empty();
        without = MOST_WITHOUT;
    }

    /** Takes note that no message came for a while: the next may be of another meter, which names itself in its lists. */
    void lineLost() {
        meterUnknown = true;
    }

    /** Adds the numbers in a list, by rank. */
    void add(Map<Integer, String> sent) {
        numbers.putAll(sent);
        meterUnknown &= sent.isEmpty();
    }

    /**
     * Returns the number that the reading of a message carries; absent if no list has had one since the line was lost,
     * and at the start for some messages while the number of an earlier run may still come.
     */
    Optional<String> ofMessage() {
        if (meterUnknown) {
            return Optional.empty();
        }
        if (reported.isEmpty() && !numbers.isEmpty()) {
            Optional<MeterKey> key = known.get();
            reported = numbers.values().stream().filter(number -> key.filter(MeterKey.of(number)::equals).isPresent()).findFirst();
            if (reported.isEmpty() && (key.isEmpty() || ++without > MOST_WITHOUT)) {
                reported = Optional.of(numbers.get(numbers.firstKey()));
            }
        }
        return reported;
    }
}
