package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * One path: its value, and the value that the bus was last told. A value is a Long (scaled as its format says) or a
 * String; empty is Victron's "invalid". Guarded by the output's lock.
 */
final class Item {
    static final String INVALID_TEXT = "---";

    private final String path;
    private final Format format;
    private final Optional<Writing> writing;
    private Optional<?> value;
    private Optional<?> told;

    /** What a client's SetValue does to a path that may be written. */
    interface Writing {
        /** What the argument means here; empty where its type does not fit. */
        Optional<?> coerced(Object argument);

        /**
         * Sets a value that differs from the present one.
         *
         * @param done is told, from any thread, whether it was accepted
         */
        void write(Object value, Consumer<Boolean> done);
    }

    Item(String path, Format format, Optional<Writing> writing, Optional<?> value) {
        this.path = path;
        this.format = format;
        this.writing = writing;
        this.value = value;
        this.told = value;
    }

    Format format() {
        return format;
    }

    String path() {
        return path;
    }

    Optional<?> value() {
        return value;
    }

    void set(Optional<?> value) {
        this.value = value;
    }

    /** Whether the bus has yet to be told. */
    boolean changed() {
        return !value.equals(told);
    }

    void told() {
        told = value;
    }

    Optional<Writing> writing() {
        return writing;
    }

    String text() {
        if (value.isEmpty()) {
            return INVALID_TEXT;
        }
        return value.get() instanceof Long number ? format.text(number) : (String) value.get();
    }

    /** The value as a variant. */
    void encode(Encoder encoder) {
        if (value.isEmpty()) {
            encoder.signature("ai");
            encoder.int32(0);
            return;
        }
        encoder.signature(format.signature());
        switch (format.signature()) {
            case "d" -> encoder.float64(format.number((Long) value.get()));
            case "i" -> encoder.int32(((Long) value.get()).intValue());
            default -> encoder.string((String) value.get());
        }
    }
}
