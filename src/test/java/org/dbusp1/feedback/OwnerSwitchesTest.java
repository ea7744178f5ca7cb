package org.dbusp1.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.dbusp1.feedback.OwnerSwitches.Switch;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.state.FileStateStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerSwitchesTest {
    private static final MeterKey METER = new MeterKey("E001");

    @TempDir
    private Path directory;

    private OwnerSwitches choices(String cable, Set<Switch> enabled, @Nullable Long configured) {
        return new OwnerSwitches(new FileStateStore(directory.resolve("choices.properties"), "choices"), cable,
                enabled.stream().collect(Collectors.toMap(value -> value, value -> true)), configured);
    }

    private OwnerSwitches choices() {
        return choices("A5069RR4", EnumSet.allOf(Switch.class), null);
    }

    @Test
    void whatIsConfiguredWorksUntilItIsSwitchedOffAndStaysOffAfterARestart() {
        assertThat(choices().on(Switch.NOTIFICATIONS)).hasValue(true);
        assertThat(choices().turn(Switch.NOTIFICATIONS, false)).isTrue();
        assertThat(choices().on(Switch.NOTIFICATIONS)).hasValue(false);
        assertThat(choices().on(Switch.LIMITER)).hasValue(true);
        assertThat(choices("other cable", EnumSet.allOf(Switch.class), null).on(Switch.NOTIFICATIONS)).hasValue(true);
        choices().turn(Switch.NOTIFICATIONS, true);
        assertThat(choices().on(Switch.NOTIFICATIONS)).hasValue(true);
    }

    @Test
    void whatIsNotConfiguredHasNoSwitchAndAnEarlierChoiceDoesNotSwitchItOn() {
        choices().turn(Switch.LIMITER, true);
        OwnerSwitches without = choices("A5069RR4", Set.of(Switch.NOTIFICATIONS), null);
        assertThat(without.on(Switch.LIMITER)).isEmpty();
        assertThat(without.turn(Switch.LIMITER, true)).isFalse();
        assertThat(without.on(Switch.LIMITER)).isEmpty();
    }

    @Test
    void theLimitIsOfTheMeterAndStaysAfterARestart() {
        assertThat(choices().limit(METER)).isNull();
        assertThat(choices().limit(METER, 4_000)).isTrue();
        OwnerSwitches again = choices();
        assertThat(again.limit(METER)).isEqualTo(4_000);
        assertThat(again.limit(new MeterKey("E002"))).isNull();
        assertThat(again.limit(METER)).isEqualTo(4_000);
        assertThat(again.limit(METER, 0)).as("0 is none").isTrue();
        assertThat(again.limit(METER)).isNull();
        assertThat(choices().limit(METER)).isNull();
    }

    @Test
    void aConfiguredLimitTakesPrecedenceAndWithoutItTheChosenOneCountsAgain() {
        choices().limit(METER, 4_000);
        OwnerSwitches configured = choices("A5069RR4", Set.of(), 2_500L);
        assertThat(configured.limitIsAdjustable()).isFalse();
        assertThat(configured.limit(METER)).isEqualTo(2_500);
        assertThat(configured.limit(METER, 3_000)).isFalse();
        assertThat(configured.limit(METER)).isEqualTo(2_500);
        assertThat(choices().limit(METER)).isEqualTo(4_000);
    }

    @Test
    void aDamagedFileIsNoChoice() throws Exception {
        Files.writeString(directory.resolve("choices.properties"), """
                notifications\\ A5069RR4=perhaps
                demand.limit-w\\ E001=-7
                """);
        OwnerSwitches choices = choices();
        assertThat(choices.on(Switch.NOTIFICATIONS)).hasValue(true);
        assertThat(choices.limit(METER)).isNull();
    }
}
