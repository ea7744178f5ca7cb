package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.history.HistoryConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetStoreTest {
    private static final long BEGIN = 1_770_000_000;

    @TempDir
    private Path directory;

    private static List<FleetRows> message(String driver, int number) throws Exception {
        String text = "{\"v\":1,\"driver\":\"" + driver + "\",\"number\":" + number + ",\"zone\":\"Europe/Amsterdam\","
                + "\"tables\":{\"minutes\":"
                + "{\"columns\":[\"ts\",\"p_imp_w\",\"n\"],\"rows\":[[" + (BEGIN / 60 * 60 + number * 60L) + ",480,60]]}}}";
        return List.of(FleetRows.of(new MeterKey("house"), RowSetReader.read(text.getBytes(StandardCharsets.UTF_8)), BEGIN + 86_400));
    }

    /** A device was exchanged, and the old one's last message comes after the new one's first. */
    @Test
    void aLateMessageOfAReplacedDriverForgetsNothingOfTheOneThatReplacedIt() throws Exception {
        try (FleetStore store = new FleetStore(new HistoryConfig("sqlite:" + directory.resolve("fleet.db"), null, null, 31,
                Duration.ofSeconds(60), null, Tariff.QUARTER_PEAK, false, true))) {
            store.write(message("1760000000-00000001", 7));
            store.write(message("1770000000-00000002", 1));
            store.write(message("1770000000-00000002", 4));
            assertThat(store.missing()).containsEntry("house", 2L);
            store.write(message("1760000000-00000001", 8));
            assertThat(store.missing()).as("messages 2 and 3 of the new driver").containsEntry("house", 2L);
            store.write(message("1770000000-00000002", 2));
            store.write(message("1770000000-00000002", 3));
            assertThat(store.missing()).isEmpty();
        }
    }
}
