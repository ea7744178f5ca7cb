package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.output.EssVerdict.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The use that ESS makes of a meter, by state. */
class EssVerdictTest {
    @ParameterizedTest
    @EnumSource
    void essDoesNotBothRegulateByAMeterAndRuleItOut(State state) {
        assertThat(state.regulates() && state.rulesOut()).isFalse();
    }

    @Test
    void aMeterThatEssDoesNotUseIsRuledOut() {
        assertThat(State.values()).filteredOn(State::rulesOut).containsExactly(State.OTHER_ROLE, State.INPUT_NOT_GRID,
                State.METERING_BY_INVERTER, State.OTHER_METER, State.NOT_CHOSEN, State.METER_GONE, State.NO_POWER, State.NOT_SEEN,
                State.SLOW_NOT_USED);
    }
}
