package org.dbusp1.meter;

import java.util.List;
import java.util.Optional;

/** The message that a reading was made from. Registers and details are parsed only when asked for. */
public interface Message {
    /** The bytes of the telegram or frame, repaired where it was; never to be changed by the caller. */
    byte[] bytes();

    /**
     * What a repair made right, in words; absent where the bytes are those that the line delivered. Only telegrams of
     * text are repaired: where nothing but a checksum of 16 bits tells, one of 65,536 wrong guesses agrees with it.
     */
    default Optional<String> repair() {
        return Optional.empty();
    }

    /** Whether a repair made the bytes, proven by their checksum. */
    default boolean repaired() {
        return repair().isPresent();
    }

    /**
     * Whether nothing but parity and, at most, a block check guarded its bytes on a serial line: wrong or lost bytes
     * may be among them. The messages beside it show that.
     */
    default boolean hasNoChecksum() {
        return false;
    }

    /** Every register in the order of the message, also those that we do not know. */
    List<Register> registers();

    /** What the message says beside quantities; nothing for messages that have no such registers. */
    default Details details() {
        return Details.NONE;
    }

    /** The last quarter hour as the meter recorded it; empty where it records none, or prints none. */
    default Optional<QuarterHour> quarterHour() {
        return Optional.empty();
    }

    /** How a binary meter wrapped it, and the value within; empty for a telegram of text. */
    default Optional<Push> push() {
        return Optional.empty();
    }
}
