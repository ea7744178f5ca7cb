package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.SimulatedLog;
import org.dbusp1.TestTelegram;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.line.source.PtyPair;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.dbusp1.output.SilentOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interval and numbers of devices follow the meter, not the cable: runs of a driver with one state directory. */
class RememberedByKeyTest {
    private static final String HOUSE = "E0047000";
    private static final String HOUSE_DIGITS = "4530303437303030";
    private static final String OTHER_DIGITS = "4530303331303030";

    @TempDir
    private Path root;
    private int runs;

    /** The chain of one run, and what it publishes. */
    private final class Run {
        final List<Snapshot> snapshots = new ArrayList<>();
        final MeterPipeline line;
        private long readAt = System.nanoTime();

        Run(String source) throws UserException, IOException {
            // The marks of a process end with it: each run has its own.
            MeterPipeline.Parts parts = new PipelineFactory(TestConfig.options(root, source), RunOptions.OF_CHECK, root,
                    root.resolve("run" + runs++), Runnable::run).parts(DemandConfig.OFF, key -> DemandInputs.NONE);
            line = new MeterPipeline(parts, List.of(new SilentOutput() {
                @Override
                public void snapshot(Snapshot snapshot) {
                    snapshots.add(snapshot);
                }
            }));
            if (source.startsWith("serial")) {
                parts.source().open();
                parts.source().close();
            }
        }

        void receive(byte[] message, Duration after) {
            readAt += after.toNanos();
            line.accept(message, message.length, readAt);
        }

        /** @param gas the minutes at which the devices G1 and G2 reported */
        void receive(String digits, int second, int... gas) {
            String clock = "2601152030%02dW".formatted(second);
            receive(TestTelegram.sealed(TestTelegram.DSMR5_HEAD.replace("260115201009W", clock) + String.join("\r\n",
                    "0-0:96.1.1(" + digits + ")", "1-0:1.8.1(000100.000*kWh)", "1-0:1.7.0(00.5%02d*kW)".formatted(second),
                    "0-1:24.1.0(003)", "0-1:96.1.0(4730303031)", "0-1:24.2.1(2601152%03d00W)(00010.000*m3)".formatted(gas[0]),
                    "0-2:24.1.0(003)", "0-2:96.1.0(4730303032)", "0-2:24.2.1(2601152%03d00W)(00020.000*m3)".formatted(gas[1]))
                    + "\r\n!").getBytes(StandardCharsets.ISO_8859_1), Duration.ofSeconds(1));
        }

        /** Returns the devices of the first and of the last snapshot, by their numbers. */
        List<String> gasMeters() {
            return List.of(gasMeters(snapshots.get(0)), gasMeters(snapshots.get(snapshots.size() - 1)));
        }

        private static String gasMeters(Snapshot snapshot) {
            return String.join(" ", snapshot.published().numberedDevices().stream()
                    .map(device -> device.number() + "=" + device.device().id().replace("473030303", "G")).toList());
        }
    }

    private Run at(String port) throws UserException, IOException {
        try (PtyPair cable = new PtyPair(root.resolve(port))) {
            return new Run("serial.port=" + cable.port());
        }
    }

    private FileStateStore file(String name) {
        return new FileStateStore(root.resolve(name), "of a test");
    }

    /** Its socket is the name of an adapter without a number. At a start the device that reported last would be the first. */
    @Test
    void gasMetersKeepTheirNumbersWhenTheirAdapterIsMovedToAnotherSocket() throws Exception {
        Run first = at("ttyUSB0");
        first.receive(HOUSE_DIGITS, 0, 10, 15);
        first.receive(HOUSE_DIGITS, 1, 10, 15);
        for (int second = 2; second < 10; second++) {
            first.receive(HOUSE_DIGITS, second, 20, 20);
        }
        assertThat(first.gasMeters()).containsExactly("1=G2", "1=G2 2=G1");

        Run moved = at("ttyUSB1");
        moved.receive(HOUSE_DIGITS, 20, 30, 25);
        moved.receive(HOUSE_DIGITS, 21, 30, 25);
        assertThat(moved.snapshots).as("it ends, and is started again as this meter").isEmpty();

        Run again = at("ttyUSB1");
        again.receive(HOUSE_DIGITS, 22, 30, 25);
        assertThat(again.snapshots).as("its interval is known").hasSize(1);
        assertThat(again.gasMeters()).containsOnly("1=G2 2=G1");
        assertThat(file("mbus.properties").keys()).containsExactly(HOUSE);
        assertThat(file("paces.properties").keys()).containsExactly(HOUSE);
    }

    /** Only longer lists name the meter of a new bridge: the fifth is the first of them. Without a known interval it takes one more. */
    @ParameterizedTest
    @CsvSource({"2000 KAIFA, 5", "2000 AIDON, 6"})
    void theIntervalOfAMeterOnANetworkIsKnownWithItsFirstMessageThatHasAKey(String remembered, int lists) throws Exception {
        String number = "6970631400000001";
        Files.writeString(root.resolve("paces.properties"), number + "=" + remembered + "\n");
        Run run = new Run("source=tcp://192.168.1.20:2001");
        for (byte[] list : SimulatedLog.messages("han-kaifa", Instant.parse("2026-07-10T09:59:53Z"), lists)) {
            assertThat(run.snapshots).isEmpty();
            run.receive(list, Duration.ofSeconds(2));
        }
        assertThat(run.snapshots).singleElement().extracting(snapshot -> snapshot.key().text()).isEqualTo(number);
    }
}
