package org.dbusp1.gx.service;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Stores what a client writes to one path of a service. */
@FunctionalInterface
interface PathWriter {
    /**
     * Stores a value.
     *
     * @param value a Long or a String, as the path has it
     * @param answer receives whether the value was stored: at once, or when localsettings have answered
     * @throws IllegalArgumentException with the reason of a refusal, instead of an answer
     */
    void write(Object value, Consumer<Boolean> answer);

    /** Returns the writer of a number that is stored at once. @param setter throws an IllegalArgumentException to refuse a number */
    static PathWriter ofNumber(LongConsumer setter) {
        return (value, answer) -> {
            setter.accept((Long) value);
            answer.accept(true);
        };
    }

    /** @throws IllegalArgumentException with the reason of the refusal, unless the value is allowed */
    static void require(boolean allowed, String refusal) {
        if (!allowed) {
            throw new IllegalArgumentException(refusal);
        }
    }
}
