package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.TestDriverState;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
    private final SampleMeter meter =
            new SampleMeter("dsmr50", Wiring.THREE_PHASES, SampleMeter.START, SimulatedMedium.GAS, SimulatedMedium.HEAT);
    private final LiveState start = LiveState.start(Instant.EPOCH);

    private static String text(LiveState moment) {
        return new String(Metrics.of(moment, "1.2.3", TestDriverState.empty()), StandardCharsets.UTF_8);
    }

    /** Many heat meters count in MWh or kWh. */
    @ParameterizedTest
    @CsvSource({"GJ,1000000000", "MJ,1000000", "kJ,1000", "MWh,3600000000", "kWh,3600000", "Wh,3600"})
    void ofADeviceThatCountsEnergyAreInJoulesWhateverItsUnit(String unit, BigDecimal joules) {
        Snapshot snapshot = meter.next("*GJ)", "*" + unit + ")");
        BigDecimal counter = snapshot.published().devices().get(1).reading().value();

        assertThat(text(start.with(snapshot))).contains("p1_mbus_energy_joules_total{channel=\"2\",kind=\"heat\"} "
                + counter.multiply(joules).stripTrailingZeros().toPlainString() + "\n");
    }

    @Test
    void ofASilentMeterAreNoValues() {
        String text = text(start.with(meter.next()).offline());

        assertThat(text).contains("p1_online 0", "p1_telegrams_good_total 1").doesNotContain("p1_power", "p1_energy");
    }

    @Test
    void countTelegramsThatAreRejectedWhileNoGoodOneComes() {
        RejectedFrame bad = new RejectedFrame(new byte[1], 0, Instant.EPOCH, RejectCause.CRC);
        LiveState never = start.with(bad).with(bad);
        LiveState noLonger = start.with(meter.next()).with(bad).offline().with(bad).with(bad);

        assertThat(text(never)).contains("p1_telegrams_causes_total{cause=\"crc\"} 2\n");
        assertThat(text(noLonger)).contains("p1_telegrams_causes_total{cause=\"crc\"} 3\n", "p1_telegrams_good_total 1\n");
        assertThat(text(noLonger.with(meter.next()))).contains("p1_telegrams_good_total 2\n");
    }

    @Test
    void passTheirOwnToolsCheck() throws Exception {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError("promtool is not there: venus/test installs it", e);
        }
        promtool.getOutputStream().write(Metrics.of(start.with(Bills.flanders().next()), "1.2.3", TestDriverState.empty()));
        promtool.getOutputStream().close();

        assertThat(new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        assertThat(promtool.waitFor()).isZero();
    }
}
