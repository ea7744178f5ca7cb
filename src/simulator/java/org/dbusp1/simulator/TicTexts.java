package org.dbusp1.simulator;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Texts that French meters print beside numbers (Enedis-NOI-CPT_54E): date, status word, and the periods of the
 * tariff Tempo.
 */
final class TicTexts {
    private static final List<String> PERIODS = List.of("HCJB", "HPJB", "HCJW", "HPJW", "HCJR", "HPJR");
    private static final List<String> COLOURS = List.of("BLEU", "BLAN", "ROUG");
    private static final int WINTER_SECONDS = 3_600;
    /** Clock right, mode standard, as in a house with a closed breaker. */
    private static final int USUAL = 0x003A0000;
    private static final int FEEDS_IN = 1 << 9;
    private static final int TARIFF_BIT = 10;
    /** The colour of the next day is known from then on. */
    private static final int KNOWN_FROM = 20;

    /** By the name of the field in a template. */
    static final Map<String, Function<SimulatedMeter, String>> FIELDS = Map.of(
            "tic date", TicTexts::date,
            "consumer status", m -> status(m, 0),
            "producer status", m -> status(m, 1 << 8),
            "hc period", m -> m.registers().tariff == 1 ? "HC.." : "HP..",
            "tempo period", m -> PERIODS.get(m.registers().tariff - 1),
            "tempo tomorrow", TicTexts::tomorrow);

    private TicTexts() {
    }

    private static ZonedDateTime now(SimulatedMeter meter) {
        return meter.clock().local(meter.second());
    }

    private static String date(SimulatedMeter meter) {
        boolean winter = now(meter).getOffset().getTotalSeconds() == WINTER_SECONDS;
        return (winter ? "H" : "E") + meter.clock().plain(meter.second());
    }

    private static String status(SimulatedMeter meter, int producer) {
        int direction = meter.registers().watts < 0 ? FEEDS_IN : 0;
        return String.format(Locale.ROOT, "%08X", USUAL | producer | direction | meter.registers().tariff
                - 1 << TARIFF_BIT);
    }

    private static String tomorrow(SimulatedMeter meter) {
        ZonedDateTime now = now(meter);
        return now.getHour() < KNOWN_FROM ? "----" : COLOURS.get(TariffRule.tempoColour(now.plusDays(1)));
    }
}
