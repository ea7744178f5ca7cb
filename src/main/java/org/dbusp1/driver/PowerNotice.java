package org.dbusp1.driver;

import java.util.Objects;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.Reading;
import org.jspecify.annotations.Nullable;

/** Makes the warning that a German meter sends no power: once, and again each time that its power is switched off. */
final class PowerNotice {
    private static final String WITHOUT_PIN = """
            the meter sends no power, so it is no grid meter for ESS: get its PIN from the metering \
            operator, enter it with a torch at the meter's light sensor, and set Inf to On""";

    /** The text for the previous reading; null if that reading had power. */
    private @Nullable String lastWarning;

    /**
     * Returns the warning for a reading; null if the reading has power, or if the same warning was returned for the previous
     * reading.
     */
    @Nullable String warning(Reading reading) {
        String now = switch (reading.meter().dialect().port()) {
            case OPTICAL -> sendsNoPower(reading) ? WITHOUT_PIN : null;
            case P1, HAN -> null;
        };
        String news = Objects.equals(now, lastWarning) ? null : now;
        lastWarning = now;
        return news;
    }

    /**
     * Returns whether no register of the message is a power. While there is no warning, a power with unknown direction or number
     * counts as a power too; a warning ends only with a power that can be read.
     */
    private boolean sendsNoPower(Reading reading) {
        return PowerAbsence.POWERS.stream().noneMatch(reading.values()::has)
                && (lastWarning != null || reading.message().registers().stream().noneMatch(register -> register.unit().endsWith("W")));
    }
}
