package org.dbusp1.meter;

import java.util.List;
import java.util.Optional;

/** The message that a reading was made from. Registers and details are parsed only when they are requested. */
public interface Message {
    /** Returns the bytes of the telegram or frame, after a repair if there was one. The caller must not change them. */
    byte[] bytes();

    /**
     * Returns the repair in words; absent if the bytes are as received. Only telegrams of text are repaired: if a
     * checksum of 16 bits is the only proof, one of 65,536 wrong guesses agrees with it.
     */
    default Optional<String> repair() {
        return Optional.empty();
    }

    /** Returns whether the bytes were repaired, which their checksum proves. */
    default boolean repaired() {
        return repair().isPresent();
    }

    /**
     * Returns whether only parity and, at most, a block check protected the bytes on a serial line. The bytes may then
     * be wrong or incomplete, which the messages before and after show.
     */
    default boolean hasNoChecksum() {
        return false;
    }

    /** Returns all registers in the order of the message, also unknown ones. */
    List<Register> registers();

    /** Returns the content of the message besides quantities; empty details for messages without such registers. */
    default Details details() {
        return Details.NONE;
    }

    /** Returns the last quarter hour that the meter recorded; empty if it records or prints none. */
    default Optional<QuarterHour> quarterHour() {
        return Optional.empty();
    }

    /** Returns the push of a binary meter, with its headers and the value within; empty for other messages. */
    default Optional<Push> push() {
        return Optional.empty();
    }
}
