package org.dbusp1.decode;

import static org.dbusp1.decode.Sign.*;

import java.util.List;
import org.dbusp1.meter.Dialect;

/**
 * Which dialect a telegram is, by the codes in it: identifications are the same in several countries. It only matters
 * for the zone of the clock, the pace, the meaning of tariffs, and whether a checksum is due.
 */
final class DialectRules {
    /** All signs of {@code with} and none of {@code without}: the dialect. The first rule that holds counts. */
    private record Rule(int with, int without, Dialect dialect) {
    }

    private static final List<Rule> RULES = List.of(
            rule(Dialect.SWITZERLAND, all(ENERGY_ON_CHANNEL_1), all(DSMR_VERSION)),
            rule(Dialect.BELGIUM, all(EMUCS_VERSION), all()),
            rule(Dialect.LUXEMBOURG, all(DSMR_VERSION, DEVICE_NAME), all()),
            rule(Dialect.AUSTRIA, all(DSMR_VERSION, TOTAL), all()),
            rule(Dialect.DSMR5, all(DSMR_VERSION, VERSION_5), all()),
            rule(Dialect.DSMR4, all(DSMR_VERSION), all()),
            rule(Dialect.HUNGARY, all(COMBINED), all()),
            rule(Dialect.HUNGARY, all(CLOCK, DEVICE_NAME), all()),
            rule(Dialect.D0, all(D0), all(CLOCK)),
            rule(Dialect.DSMR2, all(), all(CLOCK)),
            rule(Dialect.POLAND, all(TOTAL, OLD_NUMBER), all()),
            rule(Dialect.LITHUANIA, all(TOTAL, NUMBER), all()),
            rule(Dialect.LITHUANIA, all(TOTAL, TARIFFS), all()),
            // The first Iskra meters of Wallonia print neither version nor total.
            rule(Dialect.BELGIUM, all(TARIFFS), all()));

    private DialectRules() {
    }

    /** Sweden, Norway, Denmark and Finland print the same: totals, and nothing that names the meter. */
    static Dialect dialect(int signs) {
        for (Rule rule : RULES) {
            if ((signs & rule.with) == rule.with && (signs & rule.without) == 0) {
                return rule.dialect;
            }
        }
        return Dialect.NORDIC;
    }

    private static Rule rule(Dialect dialect, int with, int without) {
        return new Rule(with, without, dialect);
    }

    private static int all(Sign... signs) {
        int bits = 0;
        for (Sign sign : signs) {
            bits |= sign.bit();
        }
        return bits;
    }
}
