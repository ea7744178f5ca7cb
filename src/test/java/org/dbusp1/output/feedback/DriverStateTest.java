package org.dbusp1.output.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriverStateTest {
    private static final MeterKey METER = new MeterKey("E001");

    private final DriverState state = new DriverState(OwnerChoices.none());

    private static final Set<Condition> NOT_LIMITING = EnumSet.of(Condition.LIMITER_OFF, Condition.LIMITER_READY,
            Condition.LIMITER_ABOVE_RESERVE, Condition.LIMITER_HOLDING, Condition.LIMITER_BATTERY_EMPTY, Condition.LIMITER_YIELDING,
            Condition.LIMITER_OTHER_PROGRAM, Condition.LIMITER_NOT_USED);

    static List<Condition> limiter() {
        return Condition.all(Condition.Subject.LIMITER);
    }

    /** Only where ESS does what was asked: a window counts as kept by the limiter then. A new state fails until it has its place here. */
    @ParameterizedTest
    @MethodSource("limiter")
    void theLimiterLimitsInThisState(Condition limiter) {
        state.board().found(TestFindings.limiter(limiter, null, null, null));
        assertThat(state.demand(METER).limiting()).isEqualTo(!NOT_LIMITING.contains(limiter));
        assertThat(limiter == Condition.LIMITER_LIMITING || limiter == Condition.LIMITER_NOT_ENOUGH)
                .isEqualTo(!NOT_LIMITING.contains(limiter));
    }

    @Test
    void withoutALimiterItIsUnknown() {
        assertThat(state.demand(METER).limiting()).isNull();
    }
}
