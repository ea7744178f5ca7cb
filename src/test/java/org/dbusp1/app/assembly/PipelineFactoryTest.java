package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TimeZone;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.meter.Dialect;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineFactoryTest {
    @TempDir
    private Path root;

    private String name(String source) throws UserException {
        return new PipelineFactory(TestConfig.options(root, source), RunOptions.OF_CHECK, root, null, Runnable::run).cableOrName();
    }

    /** The number of a dongle is known after its first reading only: what the owner chose before is found again. */
    @Test
    void whatIsRememberedOfADongleHasTheSameNameBeforeAndAfterItsFirstReading() throws Exception {
        assertThat(name("source=homewizard")).isEqualTo("homewizard");
        new FileStateStore(root.resolve("dongle.properties"), "dongle").remember("serial", "5c2faf000000");
        assertThat(name("source=homewizard")).isEqualTo("homewizard");
        assertThat(name("source=tcp://192.168.1.20:2001")).isEqualTo("192.168.1.20_2001");
        assertThat(name("source=/dev/ttyNone")).isEqualTo("ttyNone");
    }

    /** An adapter without a number of its own is another cable in each socket. */
    @Test
    void whatTheOwnerChoseIsOfTheMeterOnceItIsKnown() throws Exception {
        new FileStateStore(root.resolve("meters.properties"), "meters").remember("ttyNone", "E0047000");
        PipelineFactory factory = new PipelineFactory(TestConfig.options(root, "source=/dev/ttyNone"), RunOptions.OF_CHECK, root, null,
                Runnable::run);
        assertThat(factory.meterOr(factory.cableOrName())).isEqualTo("E0047000");
        assertThat(factory.meterOr("ttyOther")).isEqualTo("ttyOther");
    }

    /** A meter whose text is also that of Finnish ones. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Helsinki,  Europe/Helsinki", "Europe/Stockholm, Europe/Stockholm", "Europe/Lisbon,    Europe/Stockholm",
        "America/New_York, Europe/Stockholm", "UTC,              Europe/Stockholm",
    })
    void theZoneOfTheMachineMayBeThatOfTheMetersClock(String machine, String read) throws Exception {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(machine));
            LocalTimeResolver times = new PipelineFactory(TestConfig.options(root, "source=tcp://192.168.1.20:2001"), RunOptions.OF_CHECK,
                    root, null, Runnable::run).parts(DemandConfig.DEFAULT, key -> DemandInputs.NONE).times();
            assertThat(times.zone(Dialect.NORDIC)).hasToString(read);
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
