package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.Servers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static FleetStore store(String url, @Nullable String user) {
        return new FleetStore(new HistoryConfig(url, user, null, 31, Duration.ofSeconds(60), null, Tariff.QUARTER_PEAK, false, true));
    }

    /**
     * As the broker delivers them again when a collector was killed between commit and acknowledgement, or late, after they were given
     * up.
     */
    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "mariadb", "postgresql"})
    void messagesThatComeAgainHideNoLaterLoss(String database) throws Exception {
        Servers.Server server = database.equals("sqlite") ? null : database.equals("mariadb") ? Servers.mariadb() : Servers.postgresql();
        String driver = "1770000000-00000002";
        try (FleetStore store = server == null ? store("sqlite:" + directory.resolve("fleet.db"), null)
                : store(server.freshUrl(), database.equals("mariadb") ? "root" : "p1")) {
            for (int number : new int[] {1, 2, 3, 2, 3, 4, 6}) {
                store.write(message(driver, number));
            }
            assertThat(store.missing()).as("message 5").containsEntry("house", 1L);
            store.write(message(driver, 5));
            assertThat(store.missing()).isEmpty();
            store.write(message(driver, 9));
            assertThat(store.writeOff("house", 2)).isTrue();
            for (int number : new int[] {7, 8, 11}) {
                store.write(message(driver, number));
            }
            assertThat(store.missing()).as("message 10").containsEntry("house", 1L);
        } finally {
            if (server != null) {
                server.kill();
            }
        }
    }

    /** A device was exchanged, and the old one's last message comes after the new one's first. */
    @Test
    void aLateMessageOfAReplacedDriverForgetsNothingOfTheOneThatReplacedIt() throws Exception {
        try (FleetStore store = store("sqlite:" + directory.resolve("fleet.db"), null)) {
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
