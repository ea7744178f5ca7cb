package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import org.dbusp1.SimulatedLog;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.ReplaySource.AtEnd;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.dbusp1.output.SilentOutput;
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
        assertThat(name("serial.port=/dev/ttyNone")).isEqualTo("ttyNone");
    }

    /** An adapter without a number of its own is another cable in each socket. */
    @Test
    void whatTheOwnerChoseIsOfTheMeterOnceItIsKnown() throws Exception {
        new FileStateStore(root.resolve("meters.properties"), "meters").remember("ttyNone", "E0047000");
        PipelineFactory factory = new PipelineFactory(TestConfig.options(root, "serial.port=/dev/ttyNone"), RunOptions.OF_CHECK, root, null,
                Runnable::run);
        assertThat(factory.meterOr(factory.cableOrName())).isEqualTo("E0047000");
        assertThat(factory.meterOr("ttyOther")).isEqualTo("ttyOther");
    }

    /** A meter that shows Finland's time, at a machine whose clock is right. @param isKnown whether an earlier run has read it */
    @ParameterizedTest
    @CsvSource({
        "Europe/Helsinki,  false, Europe/Helsinki", "Europe/Helsinki,  true,  Europe/Stockholm", "Europe/Stockholm, false, Europe/Stockholm",
        "Europe/Lisbon,    false, Europe/Stockholm", "America/New_York, false, Europe/Stockholm", "UTC,              false, Europe/Stockholm",
    })
    void theZoneOfTheMachineMayBeThatOfTheMetersClock(String machine, boolean isKnown, String read) throws Exception {
        if (isKnown) {
            Files.createFile(Files.createDirectory(root.resolve("energy")).resolve("7359992894615.2026-01.txt"));
        }
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(machine));
            LocalTimeResolver times = new PipelineFactory(TestConfig.options(root, "source=tcp://192.168.1.20:2001"), RunOptions.OF_CHECK,
                    root, null, Runnable::run).parts(DemandConfig.OFF, key -> DemandInputs.NONE).times();
            Instant now = Instant.parse("2026-01-10T12:00:00Z");
            times.arrived(0, now);
            times.messageTime(new ClockTime(now.getEpochSecond() + 2 * 3_600, ClockTime.Season.UNKNOWN, null),
                    new MeterIdentity(Dialect.NORDIC, "ADN9 6534", "7359992894615", null), false);
            assertThat(times.zone(Dialect.NORDIC)).hasToString(read);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /** Only longer lists have the number, by which the clock is remembered. */
    @Test
    void aLogThatBeginsWithListsWithoutANumberIsReadWithWhatIsRemembered() throws Exception {
        new FileStateStore(root.resolve("clocks.properties"), "clocks").remember("6970631400000001", "standard-time-all-year");
        Path log = Files.write(root.resolve("kaifa.log"), SimulatedLog.of("han-kaifa", Instant.parse("2026-07-10T09:59:53Z"), 12));
        MeterPipeline.Parts parts = new PipelineFactory(TestConfig.options(root, "source=file:" + log),
                new RunOptions(Speed.MAX, AtEnd.EXIT, false, null), root, null, Runnable::run).parts(DemandConfig.OFF, key -> DemandInputs.NONE);
        List<Snapshot> snapshots = new ArrayList<>();
        MeterPipeline line = new MeterPipeline(parts, List.of(new SilentOutput() {
            @Override
            public void snapshot(Snapshot snapshot) {
                snapshots.add(snapshot);
            }
        }));
        parts.source().open();
        byte[] bytes = new byte[4_096];
        for (int count = parts.source().read(bytes, 250); count >= 0; count = parts.source().read(bytes, 250)) {
            line.accept(bytes, count, 0);
        }
        line.end(0);
        parts.source().close();
        assertThat(snapshots).isNotEmpty();
        assertThat(snapshots.get(0).reading().meter().equipmentId()).isEqualTo("6970631400000001");
        assertThat(snapshots.stream().map(snapshot -> snapshot.reading().time()).filter(Objects::nonNull))
                .isNotEmpty().allSatisfy(time -> assertThat(time.offsetSeconds()).isEqualTo(3_600));
    }
}
