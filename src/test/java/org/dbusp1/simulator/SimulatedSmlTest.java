package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.LineDecoders;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.dialect.Germany;
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
        SimulatedMeter meter = new SimulatedMeter(dialect, House.usual(dialect, AFTERNOON));
        List<Reading> readings = new ArrayList<>();
        FrameScanner framer = new FrameScanner(false, Decryptor.none());
        Decoder decoder = LineDecoders.usual();
        Consumer<Frame> take = frame -> {
            DecodeResult decoded = DecodeResult.of(decoder, frame);
            readings.add(decoded.reading());
        };
        int exports = 0;
        for (long end = AFTERNOON.getEpochSecond() + 5_400; meter.second() < end; ) {
            byte[] line = meter.next();
            int before = readings.size();
            framer.feed(line, 0, line.length, take);
            assertThat(readings).hasSize(before + 1);
            judge(meter, dialect, readings.get(before));
            exports += meter.registers().watts < 0 ? 1 : 0;
        }
        assertThat(exports).isBetween(20, readings.size() - 20);
    }

    private static void judge(SimulatedMeter meter, SimulatedDialect dialect, Reading reading) {
        boolean reduced = dialect.name().equals("sml-reduced");
        assertThat(reading.meter().dialect()).isEqualTo(Germany.SML);
        assertThat(reading.meter().equipmentId()).isPresent();
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
