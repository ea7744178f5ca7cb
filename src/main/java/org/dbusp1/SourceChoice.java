package org.dbusp1;

import java.nio.file.Path;
import java.util.Optional;

/** Which source the owner chose: the value of the key {@code source}. */
sealed interface SourceChoice {
    /** The serial port that {@code serial.port} names. */
    record Serial() implements SourceChoice {
    }

    /** A raw log, played at the meter's pace or as {@code --speed} says. */
    record Replay(Path file) implements SourceChoice {
    }

    /** A simulated meter of that name. */
    record Simulated(String name) implements SourceChoice {
    }

    /** Reads {@code serial}, {@code file:PATH} or {@code simulate:NAME}; empty when it is none of them. */
    static Optional<SourceChoice> parse(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, Math.max(colon, 0))) {
            case "" -> text.equals("serial") ? Optional.of(new Serial()) : Optional.empty();
            case "file" -> rest.isEmpty() ? Optional.empty() : Optional.of(new Replay(Path.of(rest)));
            case "simulate" -> rest.isEmpty() ? Optional.empty() : Optional.of(new Simulated(rest));
            default -> Optional.empty();
        };
    }
}
