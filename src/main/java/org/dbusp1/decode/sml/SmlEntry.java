package org.dbusp1.decode.sml;

import java.util.Optional;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/**
 * A register in a list: {@code list of 7 = objName, status, valTime, unit, scaler, value, valueSignature} (SML 1.03,
 * 5.1.8).
 *
 * @param code   OBIS code
 * @param status the status word; absent if the entry has none
 * @param unit   number of the unit, see {@link Unit#cosem}; {@link Unit#NO_COSEM_UNIT} if there is none
 * @param scaler power of ten of the number, -128 to 127, or {@link #UNSCALED}
 * @param type   the type as it was sent; a corrected value may have another type
 * @param value  never absent: an entry without a value is left out
 */
record SmlEntry(Obis code, SmlValue status, int unit, int scaler, Type type, SmlValue value) {
    /** The scaler of a number that has none: the number is taken as it is. */
    static final int UNSCALED = Integer.MIN_VALUE;

    /** The highest group E of totals and tariffs. */
    private static final int LAST_TARIFF = 5;

    /**
     * Returns the quantity of the register; empty if this program has none for it (angles, keys, 1-0:1.7.1 of Hager).
     */
    Optional<Quantity> quantity() {
        return code.a() == 1 && code.b() == 0 && code.e() <= LAST_TARIFF && code.f() == Obis.CURRENT
                ? RegisterTable.number(code) : Optional.empty();
    }

    /** Returns this register with another value. */
    SmlEntry with(SmlValue other) {
        return new SmlEntry(code, status, unit, scaler, type, other);
    }

    /** Returns the power of ten of the number. */
    int exponent() {
        return scaler == UNSCALED ? 0 : scaler;
    }

    /** Returns the code as German meters print it, always with group F: {@code 1-0:16.7.0*255}. */
    String printed() {
        return code.current() + "*" + code.f();
    }
}
