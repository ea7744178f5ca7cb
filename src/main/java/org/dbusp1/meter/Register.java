package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One register as the meter sent or printed it, also where its code is unknown.
 *
 * @param obis   its code as printed or sent; empty where a meter sends values by position only
 * @param type   A-XDR type ("long-unsigned"), or "text" for a line of a P1 telegram
 * @param raw    P1: the bracket groups as printed, "(00.866*kW)"; A-XDR: the number, or hex for octet strings
 * @param scaler power of ten of the raw number; absent where nothing tells it
 * @param unit   as printed or sent; empty where there is none
 * @param value  raw x 10^scaler; absent where the register holds no number
 * @param text   the text in it; absent where it holds none
 * @param status the status word that an SML meter sends with it; absent where there is none
 * @param time   the moment that stands with it, as printed; absent where there is none
 */
public record Register(String obis, String type, String raw, OptionalInt scaler, String unit,
                       Optional<BigDecimal> value, Optional<String> text, OptionalLong status, Optional<String> time) {
    /** Makes unit and text safe for every output; code and raw text stay as printed. */
    public Register {
        unit = SafeText.identifier(unit);
        text = text.map(SafeText::message);
        time = time.map(SafeText::message);
    }

    /** One with neither a status word nor a moment of its own. */
    public Register(String obis, String type, String raw, OptionalInt scaler, String unit, Optional<BigDecimal> value,
                    Optional<String> text) {
        this(obis, type, raw, scaler, unit, value, text, OptionalLong.empty(), Optional.empty());
    }

    /** Whether its raw value is a plain number, as only binary meters send them. */
    public boolean isNumber() {
        return AXdr.Type.titled(type).filter(AXdr.Type::isNumber).isPresent();
    }
}
