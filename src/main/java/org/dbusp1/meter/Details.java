package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The content of a message besides quantities; parsed only when it is requested.
 *
 * @param text        message to the owner, 96.13.0
 * @param textCode    code of the message, 96.13.1
 * @param breaker     state of the breaker as printed ("1", "ON")
 * @param limiter     power limit, in kW, kVA or A by country and age
 * @param peakImport  the highest quarter hour of the running month, import
 * @param peakExport  the highest quarter hour of the running month, export
 * @param peakHistory the peaks of past months, in the printed order; absent if the meter keeps none
 * @param failures    long power failures, in the printed order; absent if the meter keeps no log
 */
public record Details(Optional<String> text, Optional<String> textCode, Optional<String> breaker,
                      Optional<Limiter> limiter, Optional<Peak> peakImport, Optional<Peak> peakExport,
                      Optional<List<MonthPeak>> peakHistory, Optional<List<Failure>> failures) {

    /** Makes the texts safe for every output. */
    public Details {
        text = text.map(SafeText::message);
        textCode = SafeText.identifier(textCode);
        breaker = SafeText.identifier(breaker);
    }

    public static final Details NONE = new Details(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** A limit with its printed unit; the unit is empty if none was printed. */
    public record Limiter(BigDecimal value, String unit) {
        /** Makes the text safe for every output. */
        public Limiter {
            unit = SafeText.identifier(unit);
        }
    }

    /** A mean power over a quarter hour; the time is absent if the meter printed an impossible one. */
    public record Peak(Optional<Stamp> time, BigDecimal watts) {
    }

    /** @param month the end of the month concerned: the first of July belongs to June */
    public record MonthPeak(Optional<Stamp> month, Optional<Stamp> time, BigDecimal watts) {
    }

    /** @param end time when the power came back; absent if the meter's clock was not set */
    public record Failure(Optional<Stamp> end, long seconds) {
    }
}
