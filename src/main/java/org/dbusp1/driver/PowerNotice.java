package org.dbusp1.driver;

import java.util.Optional;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;

/** What an owner has to be told about the power of his meter: that it sends none, or that it is no active power. Each sentence once. */
final class PowerNotice {
    private Optional<String> told = Optional.empty();

    /** What is to be told with this reading; empty where there is nothing, or nothing new. */
    Optional<String> news(Reading reading) {
        Optional<String> now = sentence(reading.meter().dialect(), reading.values().has(Quantity.POWER_NET));
        if (now.isEmpty() || now.equals(told)) {
            return Optional.empty();
        }
        told = now;
        return now;
    }

    private Optional<String> sentence(Dialect dialect, boolean power) {
        return switch (dialect) {
            case TIC_STANDARD -> Optional.of(power ? "the power of this meter is its apparent power, VA shown as W: an approximation"
                    : told.orElse("the TIC has no watts: without tic.power=apparent this meter is shown, but is no grid meter for ESS; read the"
                            + " chapter Meters of the manual before you set it"));
            case TIC_HISTORIQUE -> Optional.of("the TIC in its mode historique has neither watts nor a direction: this meter is shown, but is no grid"
                    + " meter for ESS. The supplier switches the meter to its mode standard on request, free of charge");
            case D0 -> power ? Optional.empty() : Optional.of("the meter sends no power, so it is no grid meter for ESS: enter its PIN (from the"
                    + " metering operator) with a torch, and set Inf to On");
            default -> Optional.empty();
        };
    }
}
