package org.dbusp1.output;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A device's counter at the beginning of a day, and of the day before, and their form as text:
 * {@code 2026-11-21 TODAY YESTERDAY DEVICE 1}, each {@code -} where it is absent.
 *
 * @param device    whose counter it is; empty where its number was never sent
 * @param day       since 1970-01-01
 * @param today     at the beginning of this day; absent where it was missed
 * @param yesterday at the beginning of the day before; absent where it was missed
 */
record Midnights(String device, long day, OptionalLong today, OptionalLong yesterday) {
    private static final int PARTS = 5;

    /** The same of a device whose number is sent later. */
    Midnights of(String number) {
        return new Midnights(number, day, today, yesterday);
    }

    String text() {
        return LocalDate.ofEpochDay(day) + " " + number(today) + " " + number(yesterday) + " "
                + (device.isEmpty() ? "-" : device.replace(' ', '_')) + " 1";
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
    }

    /** Empty where the text is damaged. */
    static Optional<Midnights> parse(String text) {
        String[] parts = text.split(" ");
        try {
            return parts.length != PARTS ? Optional.empty()
                    : Optional.of(new Midnights(parts[3].equals("-") ? "" : parts[3],
                    LocalDate.parse(parts[0]).toEpochDay(), number(parts[1]), number(parts[2])));
        } catch (IllegalArgumentException | DateTimeException damaged) {
            return Optional.empty();
        }
    }

    private static OptionalLong number(String text) {
        return text.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
