package org.dbusp1.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.problem.Condition;
import org.junit.jupiter.api.Test;

/** The use that ESS makes of a meter, by state. */
class EssStatusTest {
    @Test
    void essDoesNotBothRegulateByAMeterAndRuleItOut() {
        assertThat(Condition.all(Condition.Subject.ESS)).map(state -> EssStatus.of(state, ""))
                .noneMatch(verdict -> verdict.regulates() && verdict.cannotRegulate());
    }
}
