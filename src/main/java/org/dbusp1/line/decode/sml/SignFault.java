package org.dbusp1.line.decode.sml;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * A fault of DZG's DVS74 and WS74: a positive power is sent as a signed number one bit too small, 356.24 W as {@code 53
 * 8B 28}, which reads -299.12 W (libsml-testing; vzlogger issue 544; libsml issue 125). Exports are correct. The status
 * word shows the direction; without a direction, the power is withheld, because a battery would charge from the grid if
 * consumption were read as export.
 */
final class SignFault {
    private static final String MAKER = "DZG";
    /** Numbers of more bytes can hold every power. */
    private static final int LARGEST_AFFECTED_BYTES = 3;
    private static final Set<Quantity> POWERS = EnumSet.of(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);

    /**
     * A list with corrected powers.
     *
     * @param entries  the registers, with the correct numbers where known
     * @param doubtful quantities with an unknown correct number
     */
    record Correction(List<SmlFile.Entry> entries, Set<Quantity> doubtful) {
    }

    private SignFault() {
    }

    /** Returns a maker's list with the fault corrected. */
    static Correction corrected(List<SmlFile.Entry> sent, @Nullable String maker, @Nullable StatusWord status) {
        if (!MAKER.equals(maker)) {
            return new Correction(sent, Set.of());
        }
        List<SmlFile.Entry> entries = new ArrayList<>(sent);
        Set<Quantity> doubtful = EnumSet.noneOf(Quantity.class);
        entries.replaceAll(entry -> {
            SmlReader.Value value = entry.value();
            Quantity quantity = entry.quantity();
            if (quantity == null || !POWERS.contains(quantity) || value.type() != Type.INTEGER || value.size() > LARGEST_AFFECTED_BYTES
                    || value.number() >= 0) {
                return entry;
            }
            Boolean exporting = status == null || !status.fnn() ? null : exporting(quantity, status);
            if (exporting == null) {
                doubtful.add(quantity);
            }
            return exporting == null || exporting ? entry : entry.withValue(value.unsigned());
        });
        return new Correction(entries, doubtful);
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
