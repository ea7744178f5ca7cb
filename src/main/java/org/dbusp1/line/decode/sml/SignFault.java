package org.dbusp1.line.decode.sml;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.line.decode.SmlReader;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * Faults in the first byte of a signed power, which the status word undoes.
 *
 * <p>DZG's DVS74 and WS74 send an import without its byte of zero, 356.24 W as {@code 53 8B 28}, which reads -299.12 W (libsml-testing;
 * vzlogger issue 544; libsml issue 125). Without a direction the power is withheld, because a battery would charge from the grid if
 * consumption were read as export.
 *
 * <p>DZG's DVSB20.2TH and DWSB20.2TH, and EFR's SGM-DD, send an export with a byte of zero too many, -2226.45 W as {@code 55 00 FC 9A 4B},
 * which reads 165545.71 W (mikrocontroller.net topic 564786; OBI_Energy_Tracker_Local_Cloud issue 59). Without a direction only such
 * a number is withheld: 199 W may be an import. Other makers send 200 W as
 * {@code 53 00 C8} for -200 W, and so does a DZG that sends phases: {@code NetPower} gives these their sign.
 */
final class SignFault {
    private static final String DZG = "DZG";
    private static final Set<String> MAKERS = Set.of(DZG, "EFR");
    /** Numbers of more bytes hold every import. */
    private static final int LARGEST_AFFECTED_BYTES = 3;
    private static final BigDecimal ABSURD_WATTS = BigDecimal.valueOf(100_000);
    private static final Set<Quantity> POWERS = EnumSet.of(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);

    /** @param doubtful quantities whose correct number is unknown */
    record Correction(List<SmlFile.Entry> entries, Set<Quantity> doubtful) {
    }

    private SignFault() {
    }

    static Correction corrected(List<SmlFile.Entry> sent, @Nullable String maker, @Nullable StatusWord status) {
        if (maker == null || !MAKERS.contains(maker)) {
            return new Correction(sent, Set.of());
        }
        List<SmlFile.Entry> entries = new ArrayList<>(sent);
        Set<Quantity> doubtful = EnumSet.noneOf(Quantity.class);
        boolean losesZero = maker.equals(DZG);
        boolean addsZero = !losesZero
                || Phase.ALL.stream().noneMatch(phase -> sent.stream().anyMatch(entry -> entry.quantity() == phase.power()));
        entries.replaceAll(entry -> {
            SmlReader.Value value = entry.value();
            Quantity quantity = entry.quantity();
            if (quantity == null || !POWERS.contains(quantity) || value.type() != Type.INTEGER) {
                return entry;
            }
            Boolean exporting = status == null || !status.fnn() ? null : exporting(quantity, status);
            if (addsZero && value.isNegativeAfterZero()) {
                if (exporting == null && isAbsurd(entry)) {
                    doubtful.add(quantity);
                }
                return Boolean.TRUE.equals(exporting) ? entry.withValue(value.withoutFirst()) : entry;
            }
            if (!losesZero || value.size() > LARGEST_AFFECTED_BYTES || value.number() >= 0) {
                return entry;
            }
            if (exporting == null) {
                doubtful.add(quantity);
            }
            return exporting == null || exporting ? entry : entry.withValue(value.unsigned());
        });
        return new Correction(entries, doubtful);
    }

    private static boolean isAbsurd(SmlFile.Entry entry) {
        return BigDecimal.valueOf(entry.value().number()).scaleByPowerOfTen(entry.scalerOrZero()).compareTo(ABSURD_WATTS) > 0;
    }

    /** Returns whether a power is negative; null if the status word shows export for the total but not for the phase. */
    private static @Nullable Boolean exporting(Quantity power, StatusWord word) {
        for (Phase phase : Phase.ALL) {
            if (phase.power() == power) {
                return word.exporting(phase) == word.exporting() || word.exporting(phase)
                        ? word.exporting(phase) : null;
            }
        }
        return word.exporting();
    }
}
