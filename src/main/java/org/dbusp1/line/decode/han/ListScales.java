package org.dbusp1.line.decode.han;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.dbusp1.line.decode.han.RegisterList.Element;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Powers of ten of values that are sent without a scaler, by the definition of the maker's list.
 *
 * @param current power of ten of currents, in A; null while the meter's type is unknown, or without currents
 * @param voltage power of ten of voltages, in V
 * @param energy  power of ten of energies, in Wh and varh
 * @param factor  power of ten of power factors
 */
record ListScales(@Nullable Integer current, int voltage, int energy, int factor) {
    private static final ListScales KAIFA = new ListScales(-3, -1, 0, -3);
    /**
     * Voltages in V, from some meters in hundredths of it (amsreader-firmware, issues 814 and 970). Energy in 10 Wh, as the list is
     * defined (HAN-NVE interface description 3.1, 2.8); the guard finds the meters that count in Wh.
     */
    private static final ListScales KAMSTRUP = new ListScales(null, 0, 1, -2);
    /**
     * The powers of ten of Kamstrup's currents by the beginning of the meter's type: directly connected meters count in
     * 10 mA, meters with current transformers in mA, and both send the same list.
     */
    private static final Map<String, Integer> KAMSTRUP_CURRENTS = new TreeMap<>(Map.of("685", -3, "", -2)).descendingMap();
    private static final ListScales ISKRA = new ListScales(-2, -1, 0, -3);
    private static final ListScales LANDIS_GYR_E360 = new ListScales(-2, -1, 0, -3);
    /** Whole volts; some firmwares send tenths. */
    private static final ListScales LANDIS_GYR_E450 = new ListScales(-2, 0, 0, -3);
    /** Meters after transformers send 64 bits, and primary values. */
    private static final ListScales LANDIS_GYR_E570 = new ListScales(0, 0, 0, -3);
    /** Whole W and Wh, by EG.D's description of the interface, which has no current. */
    private static final ListScales CZECHIA = new ListScales(null, 0, 0, -3);
    /** Between 480 and 800, and between 4800 and 8000, a voltage is implausible in each unit, and withheld. */
    private static final BigDecimal HIGHEST_VOLTS = BigDecimal.valueOf(480);
    private static final BigDecimal HIGHEST_DECIVOLTS = BigDecimal.valueOf(4_800);
    /** Makers whose lists all have the same scales. */
    private static final Map<Dialect, ListScales> OF_MAKERS = Map.of(Dialect.KAIFA, KAIFA, Dialect.ISKRA, ISKRA, Dialect.CZECHIA, CZECHIA);
    /** Group B of the name of the list that E360 pushes, 0-6:25.9.0. */
    private static final int E360_LIST = 6;

    /** Adds the scales that the message lacks, if the maker is known. @param type type of the meter; empty until a list had a type */
    static RegisterList complete(RegisterList listing, Dialect maker, String type) {
        ListScales scales = of(maker, type, listing);
        return scales == null ? listing : new RegisterList(listing.dialect(), listing.channel(),
                listing.elements().stream().map(scales::complete).toList(), listing.bareValues());
    }

    private Element complete(Element element) {
        Quantity quantity = element.quantity();
        Integer exponent = element.scale() != null || quantity == null ? null : exponent(quantity.unit());
        return quantity == null || exponent == null ? element
                : element.withScale(new RegisterList.Scale(exponent, quantity.unit().cosemUnit()));
    }

    private static @Nullable ListScales of(Dialect maker, String type, RegisterList listing) {
        if (maker == Dialect.KAMSTRUP) {
            return new ListScales(kamstrupCurrent(type), voltage(listing), KAMSTRUP.energy, KAMSTRUP.factor);
        }
        if (maker == Dialect.LANDIS_GYR) {
            return listing.channel() == E360_LIST ? LANDIS_GYR_E360 : wide(listing) ? LANDIS_GYR_E570
                    : new ListScales(LANDIS_GYR_E450.current, voltage(listing), LANDIS_GYR_E450.energy, LANDIS_GYR_E450.factor);
        }
        return OF_MAKERS.get(maker);
    }

    private static @Nullable Integer kamstrupCurrent(String type) {
        return type.isEmpty() ? null : KAMSTRUP_CURRENTS.entrySet().stream()
                .filter(row -> type.startsWith(row.getKey())).findFirst().orElseThrow().getValue();
    }

    /** For makers whose firmwares differ: a grid's voltages in whole volts, tenths and hundredths do not overlap. */
    private static int voltage(RegisterList listing) {
        BigDecimal highest = BigDecimal.ZERO;
        for (Element element : listing.elements()) {
            Quantity quantity = element.quantity();
            BigDecimal number = quantity == null || quantity.unit() != Unit.VOLT ? null : element.value().number();
            highest = number == null ? highest : highest.max(number);
        }
        return highest.compareTo(HIGHEST_DECIVOLTS) > 0 ? -2 : highest.compareTo(HIGHEST_VOLTS) > 0 ? -1 : 0;
    }

    private static boolean wide(RegisterList listing) {
        return listing.elements().stream().anyMatch(element -> element.value().type() == Type.LONG64
                || element.value().type() == Type.LONG64_UNSIGNED);
    }

    /** Returns the power of ten of values in a unit (in Wh for kWh); null if unknown. */
    private @Nullable Integer exponent(Unit unit) {
        return switch (unit) {
            case WATT, VAR, VOLT_AMPERE, COUNT -> 0;
            case AMPERE -> current;
            case VOLT -> voltage;
            case KILOWATT_HOUR, KILOVAR_HOUR -> energy;
            case RATIO -> factor;
            case HERTZ -> null;
        };
    }
}
