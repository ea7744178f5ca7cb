package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dbusp1.meter.Quantity.*;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.tic.TicDecoder;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what simulated French meters send, read by the driver's own parts: two hours of each in which the sun rises. */
class SimulatedTicTest {
    private static final Instant MORNING = Instant.parse("2026-06-23T04:00:00Z");
    private static final int FRAMES = 3_600;

    static List<SimulatedDialect> dialects() {
        return TicDialects.ALL;
    }

    /** A reading beside the house's power at that second. */
    private record Moment(Reading reading, int watts, boolean current) {
    }

    private static final Map<String, List<Moment>> KNOWN = new HashMap<>();

    private static List<Moment> moments(SimulatedDialect dialect, Wiring wiring) {
        return KNOWN.computeIfAbsent(dialect.name() + wiring, first -> read(dialect, wiring));
    }

    private static List<Moment> read(SimulatedDialect dialect, Wiring wiring) {
        SimulatedMeter meter = new SimulatedMeter(dialect, new House(wiring, 6_000, List.of(), 1, MORNING));
        FrameScanner framer = new FrameScanner(false, Decryptor.none());
        TicDecoder decoder = new TicDecoder(true, Optional.empty());
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = meter.next();
            framer.take(frame, 0, frame.length).forEach(each -> moments.add(new Moment(DecodeResult.of(decoder, each).reading(),
                    meter.registers().watts, meter.supply().milliamps[0] >= 500)));
        }
        assertThat(moments).hasSize(FRAMES);
        return moments;
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void countersAndClockAreTheHouses(SimulatedDialect dialect) {
        List<Moment> moments = moments(dialect, Wiring.THREE_PHASES);
        long watts = moments.stream().skip(1).mapToLong(moment -> Math.max(0, moment.watts)).sum();
        double kilowattHours = moments.get(FRAMES - 1).reading.values().number(ENERGY_IMPORT)
                - moments.get(0).reading.values().number(ENERGY_IMPORT);
        assertThat(kilowattHours).isCloseTo(watts * 2 / 3_600_000.0, within(0.05));
        boolean standard = moments.get(0).reading.meter().dialect() == Dialect.TIC_STANDARD;
        assertThat(moments.get(0).reading.time())
                .isEqualTo(standard ? Optional.of(new org.dbusp1.meter.Stamp(MORNING.getEpochSecond(), 7_200)) : Optional.empty());
        assertThat(moments.get(0).reading.values().has(standard ? VOLTAGE_L3 : CURRENT_L3)).isTrue();
        assertThat(moments.get(0).reading.values().has(ENERGY_EXPORT)).isEqualTo(dialect.name().equals("tic-producer"));
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_PHASE", "THREE_PHASES"})
    void aProducersPowerHasTheHousesDirection(Wiring wiring) {
        List<Moment> moments = moments(dialect("tic-producer"), wiring);
        assertBothDirections(moments);
        for (Moment moment : moments) {
            if (moment.reading.values().has(POWER_NET)) {
                double power = moment.reading.values().number(POWER_NET);
                assertThat(Math.signum(power)).isEqualTo(Math.signum(moment.watts));
                assertThat(Math.abs(power)).isGreaterThanOrEqualTo(Math.abs(moment.watts));
            }
        }
        assertThat(moments.stream().filter(moment -> moment.reading.values().has(POWER_NET)).count()).isGreaterThan(FRAMES * 9L / 10);
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_PHASE", "THREE_PHASES"})
    void aConsumersPowerIsAbsentWhileTheHouseFeedsIn(Wiring wiring) {
        List<Moment> moments = moments(dialect("tic-standard"), wiring);
        assertBothDirections(moments);
        for (Moment moment : moments) {
            assertThat(moment.reading.values().has(POWER_NET)).isEqualTo(moment.watts >= 0);
            if (moment.watts < 0) {
                assertThat(Phase.ALL).noneMatch(phase -> moment.reading.values().has(phase.power()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void theGuardWithholdsNothing(SimulatedDialect dialect) {
        Guard guard = new Guard();
        long nanos = 0;
        for (Moment moment : moments(dialect, Wiring.THREE_PHASES)) {
            nanos += 2_000_000_000L;
            Snapshot snapshot = guard.accept(moment.reading, Optional.of(new MeterKey("house")), MORNING, nanos).snapshot().orElseThrow();
            assertThat(snapshot.withheld().quantities()).isEmpty();
        }
    }

    private static void assertBothDirections(List<Moment> moments) {
        assertThat(moments.stream().mapToInt(Moment::watts).min().orElseThrow()).isNegative();
        assertThat(moments.stream().mapToInt(Moment::watts).max().orElseThrow()).isPositive();
    }

    private static SimulatedDialect dialect(String name) {
        return Dialects.named(name).orElseThrow();
    }
}
