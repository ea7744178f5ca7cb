package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Message.Register;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PhaseSequenceTest {
    private static Register register(String obis, String number) {
        return new Register(obis, AXdr.Type.UNSIGNED, number, 0, "deg", new BigDecimal(number), null);
    }

    private static PhaseOrder.@Nullable Sequence of(String second, String third) {
        return PhaseOrder.Sequence.of(List.of(register("1-0:32.7.0*255", "230"), register("1-0:81.7.1*255", second),
                register("1-0:81.7.2*255", third)));
    }

    static List<String> captures() {
        return Corpus.each("eu/sml");
    }

    /** The only captures with angles are of two makers, and in order. */
    @Tag(Beside.TAG)
    @ParameterizedTest
    @MethodSource("captures")
    void metersWithAnglesAreInOrder(String name) {
        List<Register> registers = new ArrayList<>();
        Corpus.truth("eu/sml/" + name + ".json").findParents("obis").forEach(entry -> {
            if (entry.path("value").isNumber()) {
                registers.add(register(entry.get("obis").asText(), entry.get("value").asText()));
            }
        });
        boolean angles = name.equals("holley-dtz541-zdba") || name.equals("norax-3d");
        assertThat(PhaseOrder.Sequence.of(registers)).isEqualTo(angles ? PhaseOrder.Sequence.IN_ORDER : null);
    }

    @ParameterizedTest
    @CsvSource({"240,120", "238,118", "-120,-240"})
    void anglesTheOtherWayRoundAreTheOtherOrder(String second, String third) {
        assertThat(of(second, third)).isEqualTo(PhaseOrder.Sequence.REVERSED);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "120,120", "240,240", "120,0", "0,240", "89,240", "120,271", "1200,2400", "-1000000000000,240"})
    void otherAnglesShowNothing(String second, String third) {
        assertThat(of(second, third)).isNull();
    }

    @Test
    void oneAngleShowsNothing() {
        assertThat(PhaseOrder.Sequence.of(List.of(register("1-0:81.7.1*255", "120")))).isNull();
        assertThat(PhaseOrder.Sequence.of(List.of())).isNull();
    }

    @Test
    void onePhaseHasNoSequence() {
        assertThat(PhaseOrder.parse("L1").ofInverter(PhaseOrder.Sequence.IN_ORDER)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"L1,L2,L3;0", "L2,L3,L1;0", "L3,L1,L2;0", "L2,L1,L3;1", "L1,L3,L2;1", "L3,L2,L1;1"})
    void exchangedPhasesReverseTheOrderAndRotatedOnesDoNot(String phases, int order) {
        assertThat(PhaseOrder.parse(phases).ofInverter(PhaseOrder.Sequence.IN_ORDER).ordinal()).isEqualTo(order);
        assertThat(PhaseOrder.parse(phases).ofInverter(PhaseOrder.Sequence.REVERSED).ordinal()).isEqualTo(1 - order);
    }
}
