package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.output.EssVerdict.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The use that ESS makes of a meter, by state. */
class EssVerdictTest {
    @ParameterizedTest
    @EnumSource
    void essDoesNotBothRegulateByAMeterAndRuleItOut(State state) {
        assertThat(state.regulates() && state.rulesOut()).isFalse();
    }
}
