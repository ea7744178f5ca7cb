package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what simulated meters with SML send, read by the driver's own parts: an evening of each, with sun and without. */
class SimulatedSmlTest {
    private static final Instant AFTERNOON = Instant.parse("2026-06-23T15:30:00Z");

    static List<SimulatedDialect> dialects() {
        return SmlDialects.ALL;
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void sendsWhatTheHouseDoes(SimulatedDialect dialect) {
        SimulatedMeter meter = SimulatedLog.meter(dialect, AFTERNOON);
        TestPipeline chain = new TestPipeline();
        int exports = 0;
        for (long end = AFTERNOON.getEpochSecond() + 5_400; meter.second() < end; ) {
            byte[] line = meter.next();
            int before = chain.decoded.size();
            chain.accept(line, () -> line.length);
            assertThat(chain.decoded).hasSize(before + 1);
            verify(meter, dialect, chain.decoded.get(before).reading());
            exports += meter.registers().watts < 0 ? 1 : 0;
        }
        assertThat(exports).isBetween(20, chain.decoded.size() - 20);
    }

    private static void verify(SimulatedMeter meter, SimulatedDialect dialect, Reading reading) {
        boolean reduced = dialect.name().equals("sml-reduced");
        assertThat(reading.meter().dialect()).isEqualTo(Dialect.SML);
        assertThat(reading.meter().equipmentId()).isNotNull();
        assertThat(reading.values().number(Quantity.ENERGY_IMPORT))
                .isCloseTo(meter.registers().imported[0] / 3_600_000.0, within(reduced ? 1 : 0.0001));
        assertThat(reading.values().number(Quantity.ENERGY_EXPORT))
                .isCloseTo(meter.registers().exported[0] / 3_600_000.0, within(reduced ? 1 : 0.0001));
        assertThat(reading.values().has(Quantity.POWER_NET)).isEqualTo(!reduced);
        if (!reduced) {
            assertThat(reading.values().number(Quantity.POWER_NET)).isEqualTo(meter.registers().watts);
        }
        if (dialect.name().equals("sml-easymeter")) {
            for (Phase phase : Phase.ALL) {
                assertThat(reading.values().number(phase.power())).isEqualTo(meter.supply().watts[phase.ordinal()]);
                assertThat(reading.values().number(phase.voltage()))
                        .isCloseTo(meter.supply().millivolts[phase.ordinal()] / 1_000.0, within(0.05));
            }
        }
    }
}
