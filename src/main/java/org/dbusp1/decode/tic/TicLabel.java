package org.dbusp1.decode.tic;

import static org.dbusp1.meter.Quantity.*;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.meter.Quantity;

/**
 * The labels of the TIC (Enedis-NOI-CPT_54E: 6.1 historique, 6.2 standard) that have a number, each with its unit and
 * quantity. The data of all other labels are text or a code.
 *
 * @param unit     unit of the number in the label's data; empty if the data are text or a code
 * @param power    power of ten from that unit to the unit of the quantity
 * @param quantity absent if outputs do not publish the number
 * @param digits   digits of the number, always so many: a number with fewer digits has lost bytes, which the six bits
 *                 of the check do not always show
 */
record TicLabel(String name, String unit, int power, Optional<Quantity> quantity, int digits) {
    private static final TicLabel[] TABLE = {
        // Mode standard.
        energy("EAST", ENERGY_IMPORT),
        energy("EASF01", ENERGY_IMPORT_T1), energy("EASF02", ENERGY_IMPORT_T2), energy("EASF03", ENERGY_IMPORT_T3),
        energy("EASF04", ENERGY_IMPORT_T4), energy("EASF05", ENERGY_IMPORT_T5), energy("EASF06", ENERGY_IMPORT_T6),
        number("EASF07", "Wh"), number("EASF08", "Wh"), number("EASF09", "Wh"), number("EASF10", "Wh"),
        number("EASD01", "Wh"), number("EASD02", "Wh"), number("EASD03", "Wh"), number("EASD04", "Wh"),
        energy("EAIT", ENERGY_EXPORT),
        reactive("ERQ1", REACTIVE_ENERGY_Q1), reactive("ERQ2", REACTIVE_ENERGY_Q2),
        reactive("ERQ3", REACTIVE_ENERGY_Q3),
        reactive("ERQ4", REACTIVE_ENERGY_Q4),
        amperes("IRMS1", CURRENT_L1), amperes("IRMS2", CURRENT_L2), amperes("IRMS3", CURRENT_L3),
        volts("URMS1", VOLTAGE_L1), volts("URMS2", VOLTAGE_L2), volts("URMS3", VOLTAGE_L3),
        number("PREF", "kVA"), number("PCOUP", "kVA"),
        apparent("SINSTS", APPARENT_IMPORT), apparent("SINSTS1", APPARENT_IMPORT_L1),
        apparent("SINSTS2", APPARENT_IMPORT_L2),
        apparent("SINSTS3", APPARENT_IMPORT_L3), apparent("SINSTI", APPARENT_EXPORT),
        number("SMAXSN", "VA"), number("SMAXSN1", "VA"), number("SMAXSN2", "VA"), number("SMAXSN3", "VA"),
        number("SMAXSN-1", "VA"), number("SMAXSN1-1", "VA"), number("SMAXSN2-1", "VA"), number("SMAXSN3-1", "VA"),
        number("SMAXIN", "VA"), number("SMAXIN-1", "VA"),
        // Means of the load curve that are minutes to hours old: never a power.
        number("CCASN", "W"), number("CCASN-1", "W"), number("CCAIN", "W"), number("CCAIN-1", "W"),
        number("UMOY1", "V"), number("UMOY2", "V"), number("UMOY3", "V"),
        // Mode historique.
        number("ISOUSC", "A"),
        energy("BASE", ENERGY_IMPORT),
        energy("HCHC", ENERGY_IMPORT_T1), energy("HCHP", ENERGY_IMPORT_T2),
        energy("EJPHN", ENERGY_IMPORT_T1), energy("EJPHPM", ENERGY_IMPORT_T2),
        energy("BBRHCJB", ENERGY_IMPORT_T1), energy("BBRHPJB", ENERGY_IMPORT_T2), energy("BBRHCJW", ENERGY_IMPORT_T3),
        energy("BBRHPJW", ENERGY_IMPORT_T4), energy("BBRHCJR", ENERGY_IMPORT_T5), energy("BBRHPJR", ENERGY_IMPORT_T6),
        amperes("IINST", CURRENT_L1), amperes("IINST1", CURRENT_L1), amperes("IINST2", CURRENT_L2),
        amperes("IINST3", CURRENT_L3),
        number("ADPS", "A"), number("ADIR1", "A"), number("ADIR2", "A"), number("ADIR3", "A"),
        number("IMAX", "A"), number("IMAX1", "A"), number("IMAX2", "A"), number("IMAX3", "A"),
        // The highest power of the day.
        number("PMAX", "W"),
        apparent("PAPP", APPARENT_IMPORT),
    };
    private static final Map<String, TicLabel> BY_NAME =
            Arrays.stream(TABLE).collect(Collectors.toUnmodifiableMap(TicLabel::name, Function.identity()));

    /** Returns the row of a label; a row without unit if the table has no row for the label. */
    static TicLabel of(String name) {
        TicLabel known = BY_NAME.get(name);
        return known == null ? number(name, "") : known;
    }

    /** Returns whether its data are a number. */
    boolean isNumber() {
        return !unit.isEmpty();
    }

    private static TicLabel number(String name, String unit) {
        return new TicLabel(name, unit, 0, Optional.empty(), 0);
    }

    private static TicLabel energy(String name, Quantity quantity) {
        return new TicLabel(name, "Wh", -3, Optional.of(quantity), 9);
    }

    private static TicLabel reactive(String name, Quantity quantity) {
        return new TicLabel(name, "varh", -3, Optional.of(quantity), 9);
    }

    private static TicLabel amperes(String name, Quantity quantity) {
        return new TicLabel(name, "A", 0, Optional.of(quantity), 3);
    }

    private static TicLabel volts(String name, Quantity quantity) {
        return new TicLabel(name, "V", 0, Optional.of(quantity), 3);
    }

    private static TicLabel apparent(String name, Quantity quantity) {
        return new TicLabel(name, "VA", 0, Optional.of(quantity), 5);
    }
}
