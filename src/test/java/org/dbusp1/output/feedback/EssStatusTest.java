package org.dbusp1.output.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dbusp1.base.problem.Condition;
import org.junit.jupiter.api.Test;

/** The use that ESS makes of a meter, by state. */
class EssStatusTest {
    @Test
    void essDoesNotBothRegulateByAMeterAndRuleItOut() {
        assertThat(Condition.all(Condition.Subject.ESS)).map(state -> EssStatus.of(state, ""))
                .noneMatch(verdict -> verdict.regulates() && verdict.cannotRegulate());
    }

    /** Off the grid ESS regulates nothing and the meter may be without power, whatever the inverters report besides. */
    @Test
    void aVerdictOffTheGridStaysOneWithTheFollowersStatus() {
        EssStatus.FollowerStatus follower = new EssStatus.FollowerStatus(Condition.FOLLOW_NOT_ON_GRID, 0, null, List.of(), null, null);
        assertThat(EssStatus.GONE_OFF_GRID.withInverterFollower(follower).isOffGrid()).isTrue();
        assertThat(EssStatus.GONE.withInverterFollower(follower).isOffGrid()).isFalse();
        assertThat(Condition.all(Condition.Subject.ESS)).map(state -> EssStatus.of(state, "")).filteredOn(EssStatus::isOffGrid)
                .isNotEmpty().noneMatch(verdict -> verdict.regulates() || verdict.cannotRegulate());
    }
}
