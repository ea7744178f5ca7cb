package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One register as the meter sent or printed it, even if its code is unknown.
 *
 * @param obis   its code as printed or sent; empty if a meter sends values by position only
 * @param type   A-XDR type ("long-unsigned"), or "text" for a line of a P1 telegram
 * @param raw    P1: the bracket groups as printed, "(00.866*kW)"; A-XDR: the number, or hex for octet strings
 * @param scaler power of ten of the raw number; absent if it is unknown
 * @param unit   the unit as printed or sent; empty if there is none
 * @param value  raw x 10^scaler; absent if the register holds no number
 * @param text   the text in the register; absent if it holds none
 * @param status the status word that an SML meter sends with the register; absent if there is none
 * @param time   the printed time of the value; absent if there is none
 */
public record Register(String obis, String type, String raw, OptionalInt scaler, String unit,
                       Optional<BigDecimal> value, Optional<String> text, OptionalLong status, Optional<String> time) {
    /** Makes unit and text safe for every output; code and raw text are not changed. */
    public Register {
        unit = SafeText.identifier(unit);
        text = text.map(SafeText::message);
        time = time.map(SafeText::message);
    }

    /** Makes a register without status word and time. */
    public Register(String obis, String type, String raw, OptionalInt scaler, String unit, Optional<BigDecimal> value,
                    Optional<String> text) {
        this(obis, type, raw, scaler, unit, value, text, OptionalLong.empty(), Optional.empty());
    }

    /** Returns whether the raw value is a plain number, as only binary meters send them. */
    public boolean isNumber() {
        return AXdr.Type.titled(type).filter(AXdr.Type::isNumber).isPresent();
    }
}
