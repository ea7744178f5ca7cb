package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.ConfiguredMeter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryConfigTest {
    @TempDir
    private Path root;

    /** Only there each write wears the flash memory, however the owner has written the path. */
    @ParameterizedTest
    @CsvSource({"opt/victronenergy, '', false, 300", "etc/venus, '', false, 300", "etc, '', false, 60", "etc/venus, '', true, 300",
        "etc/venus, jdbc:sqlite:ROOT/data/dbus-p1/history.db, false, 300",
        "etc/venus, sqlite:ROOT/data/<key>.db?cache_size=-1024, false, 300",
        "etc/venus, sqlite:/media/ssd/history.db, false, 60", "etc/venus, jdbc:postgresql://nas/energy, false, 60"})
    void aFileInDataOfAGxDeviceIsWrittenEachFiveMinutes(String mark, String url, boolean isReplayed, int seconds) throws Exception {
        Files.createDirectories(root.resolve(mark));
        Files.createDirectories(root.resolve("data"));

        assertThat(HistoryConfig.of(TestConfig.options(root, "history.url=" + url.replace("ROOT", root.toString())), root,
                root.resolve("data/dbus-p1"), new ConfiguredMeter(null, Tariff.QUARTER_PEAK, isReplayed)).flushInterval())
                .isEqualTo(Duration.ofSeconds(seconds));
    }
}
