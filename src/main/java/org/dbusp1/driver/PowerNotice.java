package org.dbusp1.driver;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;

/** Warns the owner if the meter sends no power, each time that the power of a German meter is switched off. */
final class PowerNotice {
    private static final Set<Quantity> POWERS =
            EnumSet.of(Quantity.POWER_NET, Quantity.POWER_ABS, Quantity.POWER_IMPORT,
            Quantity.POWER_EXPORT);

    static {
        Phase.ALL.forEach(phase -> POWERS.add(phase.power()));
    }

    private Optional<String> last = Optional.empty();

    /** Returns the text to log with this reading; empty if there is none, or if it was returned for the previous reading. */
    Optional<String> news(Reading reading) {
        Optional<String> now = text(reading);
        boolean news = now.isPresent() && !now.equals(last);
        last = now;
        return news ? now : Optional.empty();
    }

    private Optional<String> text(Reading reading) {
        return switch (reading.meter().dialect().port()) {
            case OPTICAL -> sendsNoPower(reading)
                    ? Optional.of("""
                            the meter sends no power, so it is no grid meter for ESS: get its PIN from the metering \
                            operator, enter it with a torch at the meter's light sensor, and set Inf to On""")
                    : Optional.empty();
            case P1, HAN -> Optional.empty();
        };
    }

    /** Returns whether no register of the message is a power; a power with unknown direction or number counts as one. */
    private boolean sendsNoPower(Reading reading) {
        return POWERS.stream().noneMatch(reading.values()::has)
                && (last.isPresent() || reading.message().registers().stream().noneMatch(register -> register.unit().endsWith("W")));
    }
}
