package org.dbusp1.decode.p1;

import static org.dbusp1.decode.register.DialectHint.*;

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
            rule(Dialect.ISRAEL, bits(TARIFFS_FROM_11), 0),
            rule(Dialect.SWITZERLAND, bits(VALUES_ON_CHANNEL_1), bits(DSMR_VERSION)),
            rule(Dialect.BELGIUM, bits(EMUCS_VERSION), 0),
            rule(Dialect.LUXEMBOURG, bits(DSMR_VERSION, DEVICE_NAME), 0),
            rule(Dialect.AUSTRIA, bits(DSMR_VERSION, TOTAL), 0),
            rule(Dialect.DSMR5, bits(DSMR_VERSION, VERSION_5), 0),
            rule(Dialect.DSMR4, bits(DSMR_VERSION), 0),
            // Some meters of DSMR 2.2 print group F, as D0 meters do.
            rule(Dialect.DSMR2, bits(D0, DSMR_WITHOUT_VERSION), bits(CLOCK)),
            rule(Dialect.D0, bits(D0), bits(CLOCK)),
            rule(Dialect.HUNGARY, bits(COMBINED), 0),
            rule(Dialect.HUNGARY, bits(CLOCK, DEVICE_NAME), 0),
            rule(Dialect.DSMR2, 0, bits(CLOCK)),
            rule(Dialect.POLAND, bits(TOTAL, OLD_NUMBER), 0),
            rule(Dialect.LITHUANIA, bits(TOTAL, TARIFFS, NUMBER), 0),
            // The first Iskra meters of Wallonia print neither version nor total.
            rule(Dialect.BELGIUM, bits(TARIFFS), bits(TOTAL)));

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
}
