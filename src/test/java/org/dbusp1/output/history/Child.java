package org.dbusp1.output.history;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;

/** A separate process for tests that kill it or take its disk away: a meter whose minutes take milliseconds. */
final class Child {
    private Child() {
    }

    /** Arguments: the database's URL, and how many minutes to write; prints now and then how many are written. */
    public static void main(String[] arguments) throws Exception {
        HistorySettings settings = new HistorySettings(arguments[0], Optional.empty(), Optional.empty(), 31,
                Duration.ofMillis(10), Optional.empty(), Tariff.QUARTER_PEAK);
        int most = Integer.parseInt(arguments[1]);
        HistoryOutput output = new HistoryOutput(settings, (any, months) -> { });
        Readings meter = new Readings();
        long start = TestHistory.second("2026-06-15T10:00:00Z");
        for (int i = written(output); i < most; i++) {
            output.snapshot(meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i * 3L))
                    .at(start + i * 60L));
            Thread.sleep(2);
            if (i % 10 == 0) {
                System.out.println(written(output));
            }
        }
        output.close();
        System.out.println(written(output));
    }

    /** Minutes that are in the database, 0 while there is none. */
    private static int written(HistoryOutput output) {
        try {
            List<Map<String, String>> all = Rows.read(output.archive(), Table.MINUTES, Step.ALL, 0, Long.MAX_VALUE);
            return all.isEmpty() ? 0 : Integer.parseInt(all.get(0).get("n"));
        } catch (java.io.IOException none) {
            return 0;
        }
    }
}
