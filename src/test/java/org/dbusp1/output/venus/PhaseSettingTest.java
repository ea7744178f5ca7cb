package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a text in the setting Phases does. */
class PhaseSettingTest {
    private static final PhaseMap CONFIGURED = PhaseMap.parse("L2,L3,L1");
    private final PhaseSetting setting = new PhaseSetting(CONFIGURED);

    @Test
    void asConfiguredUntilItIsHeardAndWhereItIsEmpty() {
        assertThat(setting.map()).isEqualTo(CONFIGURED);
        setting.update("L3,L1,L2");
        for (String nothing : new String[] {"", "  "}) {
            setting.update(nothing);
            assertThat(setting.map()).isEqualTo(CONFIGURED);
            assertThat(setting.refusal()).isEmpty();
        }
    }

    @Test
    void winsOverTheConfiguration() {
        setting.update("L1,L2,L3");
        assertThat(setting.map()).isEqualTo(PhaseMap.STRAIGHT);
        setting.update("l3, l2, l1");
        assertThat(setting.map().text()).isEqualTo("L3,L2,L1");
        setting.update("L2");
        assertThat(setting.map().text()).isEqualTo("L2");
        assertThat(setting.refusal()).isEmpty();
    }

    @Test
    void nonsenseChangesNothing() {
        setting.update("L3, L1, L2");
        for (String nonsense : new String[] {"L1,L2", "L1,L1,L2", "L4", "321", "L2;L3;L1", ",", "[]"}) {
            setting.update(nonsense);
            assertThat(setting.map().text()).as(nonsense).isEqualTo("L3,L1,L2");
            assertThat(setting.lastValid()).as(nonsense).isEqualTo("L3, L1, L2");
            assertThat(setting.refusal().orElseThrow()).contains("\"" + nonsense + "\"", "as in L2,L3,L1");
        }
        setting.update(setting.lastValid());
        assertThat(setting.refusal()).isEmpty();
    }

    @Test
    void nonsenseThatWasThereFromTheBeginningIsAsConfigured() {
        setting.update("first");
        assertThat(setting.map()).isEqualTo(CONFIGURED);
        assertThat(setting.lastValid()).isEmpty();
    }

    @Test
    void aRefusalIsOneLineOfBoundedLength() {
        setting.update("L1,\nL2,\u0000L3");
        assertThat(setting.refusal().orElseThrow()).contains("\"L1,?L2,?L3\"").doesNotContain("\n", "\u0000");
        setting.update("L1,".repeat(100_000));
        assertThat(setting.refusal().orElseThrow()).hasSizeLessThan(300);
        assertThat(setting.map()).isEqualTo(CONFIGURED);
    }
}
