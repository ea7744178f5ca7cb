package org.dbusp1.output.history;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.dbusp1.driver.LedgerFiles;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;

/** A separate process for tests that kill it or take its disk away: a meter whose minutes take milliseconds. */
final class Child {
    private Child() {
    }

    /** Writes minutes into the database of this URL until it is killed; prints now and then how many are written. */
    public static void main(String[] arguments) throws Exception {
        RunningHistory output = new RunningHistory(Servers.settings(arguments[0], null));
        Readings meter = new Readings(new LedgerFiles(Path.of(arguments[1]), Runnable::run));
        long start = TestHistory.second("2026-06-15T10:00:00Z");
        Path sent = Path.of(arguments[2]);
        // A byte for each message: a kill leaves all that were sent.
        for (int i = Files.exists(sent) ? (int) Files.size(sent) : 0;; i++) {
            Files.writeString(sent, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            output.snapshot(meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i * 3L)).at(start + i * 60L));
            Thread.sleep(2);
            if (i % 10 == 0) {
                System.out.println(written(output));
            }
        }
    }

    /** Minutes that are in the database, 0 while there is none. */
    private static int written(RunningHistory output) {
        try {
            List<Map<String, String>> all = Rows.read(output.reader(), Table.MINUTES, Step.ALL, 0, Long.MAX_VALUE);
            return all.isEmpty() ? 0 : Integer.parseInt(all.get(0).get("n"));
        } catch (java.io.IOException e) {
            return 0;
        }
    }
}
