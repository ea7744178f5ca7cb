package org.dbusp1;

import java.nio.file.Path;
import org.dbusp1.source.simulate.Dialects;
import org.dbusp1.source.simulate.SimulatedDialect;

/** Which source the owner chose: the value of the key {@code source}. */
sealed interface SourceChoice {
    /** The serial port that {@code serial.port} names. */
    record Serial() implements SourceChoice {
    }

    /** A raw log, played at the meter's pace or as {@code --speed} says. */
    record Replay(Path file) implements SourceChoice {
    }

    /** A simulated meter. */
    record Simulated(SimulatedDialect dialect) implements SourceChoice {
    }

    /** @throws IllegalArgumentException when it is not {@code serial}, {@code file:PATH} or {@code simulate:NAME} */
    static SourceChoice parse(String text) {
        if (text.equals("serial")) {
            return new Serial();
        }
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, Math.max(colon, 0)) + (rest.isEmpty() ? " nothing" : "")) {
            case "file" -> new Replay(Path.of(rest));
            case "simulate" -> new Simulated(Dialects.named(rest).orElseThrow(IllegalArgumentException::new));
            default -> throw new IllegalArgumentException(text);
        };
    }
}
