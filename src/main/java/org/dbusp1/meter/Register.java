package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One register in the meter's own words, known to us or not.
 *
 * @param obis   its code as printed or sent; empty where a meter sends values by position only
 * @param type   A-XDR type ("long-unsigned"), or "text" for a line of a P1 telegram
 * @param raw    P1: the bracket groups as printed, "(00.866*kW)"; A-XDR: the number, or hex for octet strings
 * @param scaler power of ten of the raw number; absent where nothing tells it
 * @param unit   as printed or sent; empty where there is none
 * @param value  raw x 10^scaler; absent where the register holds no number
 * @param text   the text in it; absent where it holds none
 */
public record Register(String obis, String type, String raw, OptionalInt scaler, String unit,
                       Optional<BigDecimal> value, Optional<String> text) {
    /** Makes unit and text safe for every output; code and raw text stay as printed. */
    public Register {
        unit = SafeText.identifier(unit);
        text = text.map(SafeText::message);
    }

    /** Whether its raw value is a plain number, as only binary meters send them. */
    public boolean isNumber() {
        return AXdr.Type.titled(type).filter(AXdr.Type::isNumber).isPresent();
    }
}
