package org.dbusp1.line.decode.sml;

import java.util.List;
import org.dbusp1.line.decode.NetPower.Direction;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Phase;
import org.jspecify.annotations.Nullable;

/**
 * The status word of a meter, which shows the direction of the energy if a power has no sign. Bit 2 distinguishes two kinds:
 * clear in the older kind, of the FNN's requirements for EDL meters; set in the newer kind, of the FNN's "Basiszähler".
 */
record StatusWord(long bits) {
    /** Registers with a status field, in the order of preference: total import, total export, tariff 1 of each. */
    private static final List<Obis> CARRIERS = Obis.list("1-0:1.8.0*255", "1-0:2.8.0*255", "1-0:1.8.1*255", "1-0:2.8.1*255");
    /** Registers with a status word as their value, sent by meters without status fields. */
    private static final List<Obis> STATUS_WORDS = Obis.list("1-0:96.5.0*255", "1-0:96.5.5*255");

    private static final int FNN = 1 << 2;
    private static final int EDL_EXPORT = 1 << 5;
    private static final int FNN_EXPORT = 1 << 11;
    private static final int FNN_EXPORT_L1 = 1 << 12;

    static @Nullable StatusWord of(List<SmlFile.Entry> entries) {
        for (Obis code : CARRIERS) {
            for (SmlFile.Entry entry : entries) {
                if (entry.key().equals(code) && entry.status().fitsLong()) {
                    return new StatusWord(entry.status().number());
                }
            }
        }
        for (SmlFile.Entry entry : entries) {
            if (entry.value().fitsLong() && STATUS_WORDS.contains(entry.key())) {
                return new StatusWord(entry.value().number());
            }
        }
        return null;
    }

    boolean fnn() {
        return (bits & FNN) != 0;
    }

    /** Of a net power too by the newer kind, of which each power has its bit. */
    Direction direction() {
        return new Direction(exporting(), fnn());
    }

    boolean exporting() {
        return (bits & (fnn() ? FNN_EXPORT : EDL_EXPORT)) != 0;
    }

    boolean exporting(Phase phase) {
        return fnn() && (bits & (long) FNN_EXPORT_L1 << phase.ordinal()) != 0;
    }
}
