package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.line.source.LineSettings.Parity;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.output.feedback.TestFindings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records that the driver compares have an equals and a hashCode of their own: those that Java makes for a record take
 * 0.7 MB at their first use. Theirs compare each component, as a record's do.
 */
class EqualityTest {
    /** Returns equal objects twice, then others that differ in one part each. */
    static List<List<Object>> sets() {
        Stamp stamp = new Stamp(100, 3600);
        BigDecimal one = new BigDecimal("1.0");
        return List.of(
                List.of(stamp, new Stamp(100, 3600), new Stamp(101, 3600), new Stamp(100, 7200)),
                List.of(new CounterReading(stamp, one, "m3"), new CounterReading(new Stamp(100, 3600), new BigDecimal("1.0"), "m3"),
                        new CounterReading(new Stamp(101, 3600), one, "m3"), new CounterReading(stamp, new BigDecimal("1.00"), "m3"),
                        new CounterReading(stamp, one, "GJ")),
                List.of(device(1, 3, "a", 0), device(1, 3, "a", 0), device(2, 3, "a", 0), device(1, 7, "a", 0), device(1, 3, "b", 0),
                        device(1, 3, "a", 1), device(1, 3, "a", 0).withoutReading()),
                List.of(new NumberedDevice(1, device(1, 3, "a", 0), true), new NumberedDevice(1, device(1, 3, "a", 0), true),
                        new NumberedDevice(2, device(1, 3, "a", 0), true), new NumberedDevice(1, device(1, 3, "b", 0), true),
                        new NumberedDevice(1, device(1, 3, "a", 0), false)),
                List.of(limiter(Condition.LIMITER_HOLDING, 1, 2), limiter(Condition.LIMITER_HOLDING, 1, 2),
                        limiter(Condition.LIMITER_LIMITING, 1, 2),
                        limiter(Condition.LIMITER_HOLDING, 2, 2), limiter(Condition.LIMITER_HOLDING, 1, 1)),
                List.of(new MeterKey("a"), new MeterKey("a"), new MeterKey("b")),
                List.of(Obis.parse("1-0:1.8.0"), Obis.parse("1-0:1.8.0"), Obis.parse("1-0:1.8.1"), Obis.parse("0-0:1.8.0")),
                List.of(PhaseOrder.parse("L1,L2,L3"), PhaseOrder.parse("L1,L2,L3"), PhaseOrder.parse("L2,L3,L1"), PhaseOrder.parse("L1")),
                List.of(ess(Condition.ESS_USED, "a", "b", "c", false, null), ess(Condition.ESS_USED, "a", "b", "c", false, null),
                        ess(Condition.ESS_SLOW, "a", "b", "c", false, null), ess(Condition.ESS_USED, "b", "b", "c", false, null),
                        ess(Condition.ESS_USED, "a", "c", "c", false, null), ess(Condition.ESS_USED, "a", "b", "b", false, null),
                        ess(Condition.ESS_USED, "a", "b", "c", true, null), ess(Condition.ESS_USED, "a", "b", "c", false, "followed")),
                List.of(new LineSettings(9600, 8, Parity.EVEN), new LineSettings(9600, 8, Parity.EVEN),
                        new LineSettings(4800, 8, Parity.EVEN), new LineSettings(9600, 7, Parity.EVEN),
                        new LineSettings(9600, 8, Parity.NONE)));
    }

    private static Finding ess(Condition state, String text, String remedy, String detail, boolean peakShaving,
            @Nullable String follower) {
        return Finding.of(state, detail).with("text", text).with("remedy", remedy).with(Finding.SHAVING, peakShaving ? 1L : null)
                .with("follower", follower);
    }

    private static Finding limiter(Condition state, long asked, long given) {
        return TestFindings.limiter(state, asked, given, null);
    }

    private static MBusDevice device(int channel, int type, String id, int valve) {
        return new MBusDevice(channel, type, id, valve,
                new CounterReading(new Stamp(100, 3600), BigDecimal.ONE, "m3"));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void equalInEachPartOrNotEqual(List<Object> set) {
        assertThat(set.get(0)).isEqualTo(set.get(1)).hasSameHashCodeAs(set.get(1)).isNotEqualTo("else");
        assertThat(set.subList(2, set.size())).doesNotContain(set.get(0)).doesNotHaveDuplicates();
    }
}
