package org.dbusp1.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.dbusp1.feedback.LimiterStatus.LimiterState;
import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriverStateTest {
    private static final MeterKey METER = new MeterKey("E001");

    private final DriverState state = new DriverState(OutputSettings.none());

    /** Only where ESS does what was asked: a window counts as kept by the limiter then. */
    @ParameterizedTest
    @EnumSource
    void theLimiterLimitsInThisState(LimiterState limiter) {
        state.limiter(new LimiterStatus(limiter, OptionalLong.empty(), OptionalLong.empty(), null));
        // Without a default: a new state does not compile until somebody decides.
        boolean limits = switch (limiter) {
            case LIMITING -> true;
            case OFF, READY, HOLDING, ASKED, BATTERY_EMPTY, YIELDING, ANOTHER_DRIVER, OTHER_PROGRAM, NOT_OBEYED, KEEPS_CHARGED,
                    EXTERNAL_CONTROL, IMPOSSIBLE -> false;
        };
        assertThat(state.demand(METER).limiting()).contains(limits);
    }

    @Test
    void withoutALimiterItIsUnknown() {
        assertThat(state.demand(METER).limiting()).isEmpty();
    }
}
