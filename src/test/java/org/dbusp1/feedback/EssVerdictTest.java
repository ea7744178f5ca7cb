package org.dbusp1.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.problem.Condition;
import org.junit.jupiter.api.Test;

/** The use that ESS makes of a meter, by state. */
class EssVerdictTest {
    @Test
    void essDoesNotBothRegulateByAMeterAndRuleItOut() {
        assertThat(Condition.all(Condition.Subject.ESS)).map(state -> EssVerdict.of(state, ""))
                .noneMatch(verdict -> verdict.regulates() && verdict.rulesOut());
    }
}
