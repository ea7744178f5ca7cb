package org.dbusp1.line.decode.sml;

import java.util.EnumSet;
import java.util.Set;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sign of a power that is sent without a sign, by the status word. 15.7.0 never has a sign; 1.7.0 may have a sign if it
 * is the only power. 16.7.0 and the powers of the phases have a sign by their definition, but Holley's DTZ251 and EHZ541 and
 * Honeywell's AS2020 send 425 W while the house exports 425 W, and Holley's meters that count no export send 0 W then (their
 * maker's FAQ), which is no total. Their powers get the sign only by the newer kind of status word
 * ({@link StatusWord#fnn}), which shows each phase too. A meter of which a negative total was read signs its total, and one of which a
 * negative phase was read signs its phases. This knowledge is not kept over a restart, which costs little: the first export
 * shows that the meter signs, and until then an import is read as an export only in a telegram with a status word from another moment
 * than the power.
 */
final class PowerSigns {
    private static final Set<Quantity> TOTALS = EnumSet.of(Quantity.POWER_NET, Quantity.POWER_IMPORT);
    private static final Set<Quantity> PHASES = EnumSet.of(Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3,
            Quantity.POWER_IMPORT_L1, Quantity.POWER_IMPORT_L2, Quantity.POWER_IMPORT_L3);

    /** Number of the last meter that sent a negative total; null before the first, and for a meter without a number. */
    private @Nullable String totalSigningMeter;
    /** The same of the power of a phase: DZG's DVS74 signs its phases, and its total not. */
    private @Nullable String phaseSigningMeter;

    /** Adds the signs; marks powers of unknown sign as unreadable. @param meter number of the meter; null without a number */
    void addSigns(Values.Builder values, @Nullable StatusWord status, @Nullable String meter) {
        boolean isTotalNegative = TOTALS.stream().anyMatch(power -> values.scaled(power) < 0);
        boolean isPhaseNegative = PHASES.stream().anyMatch(power -> values.scaled(power) < 0);
        totalSigningMeter = isTotalNegative ? meter : totalSigningMeter;
        phaseSigningMeter = isPhaseNegative ? meter : phaseSigningMeter;
        boolean signsPhases = isPhaseNegative || meter != null && meter.equals(phaseSigningMeter);
        if (status != null && status.fnn()) {
            if (!isTotalNegative && (meter == null || !meter.equals(totalSigningMeter))) {
                negate(values, Quantity.POWER_NET, status.exporting());
                if (status.exporting() && values.has(Quantity.POWER_NET) && values.scaled(Quantity.POWER_NET) == 0
                        && !values.sent(Quantity.ENERGY_EXPORT)) {
                    values.withhold(Quantity.POWER_NET);
                }
            }
            if (!signsPhases) {
                Phase.ALL.forEach(phase -> negate(values, phase.power(), status.exporting(phase)));
            }
        }
        if (!values.sent(Quantity.POWER_NET) && !values.sent(Quantity.POWER_EXPORT)) {
            findNet(values, status, signsPhases);
        }
    }

    private static void negate(Values.Builder values, Quantity power, boolean exporting) {
        if (exporting && values.scaled(power) > 0) {
            values.set(power, -values.scaled(power));
        }
    }

    private static boolean sends(Values.Builder values, Phase phase) {
        return values.sent(phase.power()) || values.sent(phase.powerImport()) || values.sent(phase.powerExport());
    }

    /**
     * Finds the net power of a meter without 16.7.0. An import of 0 is the net power if the status word shows no export, unless the meter
     * sends more powers than this one. An import gives no net power if the status word shows an export, and if the import is 0 without a
     * status word, since the house may export. An export is then marked as unreadable, so that
     * {@link org.dbusp1.meter.Derivation} derives no net power from the import or the phases alone.
     */
    private static void findNet(Values.Builder values, @Nullable StatusWord status, boolean signsPhases) {
        if (values.has(Quantity.POWER_IMPORT)) {
            long power = values.scaled(Quantity.POWER_IMPORT);
            if (power == 0 && status == null || power >= 0 && status != null && status.exporting()) {
                values.unreadable(Quantity.POWER_EXPORT);
            } else if (power == 0 && !values.has(Quantity.POWER_ABS) && Phase.ALL.stream().noneMatch(phase -> sends(values, phase))) {
                values.set(Quantity.POWER_NET, 0);
            }
        } else if (values.has(Quantity.POWER_ABS)) {
            long power = values.scaled(Quantity.POWER_ABS);
            if (power < 0 || status == null) {
                values.unreadable(Quantity.POWER_NET);
            } else {
                values.set(Quantity.POWER_NET, status.exporting() ? -power : power);
            }
        } else if (!signsPhases && status != null && status.exporting()
                && Phase.ALL.stream().noneMatch(phase -> values.scaled(phase.power()) < 0)) {
            // The house exports, but no phase has a negative power: the phases have no sign.
            values.unreadable(Quantity.POWER_EXPORT);
        }
    }
}
