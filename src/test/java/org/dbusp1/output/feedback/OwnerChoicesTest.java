package org.dbusp1.output.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerChoicesTest {
    private static final MeterKey METER = new MeterKey("E001");

    @TempDir
    private Path directory;

    private OwnerChoices choices(String cable, Set<Switch> enabled, @Nullable Long configured) {
        return new OwnerChoices(new FileStateStore(directory.resolve("choices.properties"), "choices"), () -> cable,
                enabled.stream().collect(Collectors.toMap(value -> value, value -> true)), configured);
    }

    private OwnerChoices choices() {
        return choices("A5069RR4", EnumSet.allOf(Switch.class), null);
    }

    @Test
    void whatIsConfiguredWorksUntilItIsSwitchedOffAndStaysOffAfterARestart() {
        assertThat(choices().state(Switch.NOTIFICATIONS)).hasValue(true);
        assertThat(choices().set(Switch.NOTIFICATIONS, false)).isTrue();
        assertThat(choices().state(Switch.NOTIFICATIONS)).hasValue(false);
        assertThat(choices().state(Switch.LIMITER)).hasValue(true);
        assertThat(choices("other cable", EnumSet.allOf(Switch.class), null).state(Switch.NOTIFICATIONS)).hasValue(true);
        choices().set(Switch.NOTIFICATIONS, true);
        assertThat(choices().state(Switch.NOTIFICATIONS)).hasValue(true);
    }

    @Test
    void whatIsNotConfiguredHasNoSwitchAndAnEarlierChoiceDoesNotSwitchItOn() {
        choices().set(Switch.LIMITER, true);
        OwnerChoices without = choices("A5069RR4", Set.of(Switch.NOTIFICATIONS), null);
        assertThat(without.state(Switch.LIMITER)).isEmpty();
        assertThat(without.set(Switch.LIMITER, true)).isFalse();
        assertThat(without.state(Switch.LIMITER)).isEmpty();
    }

    /** While no meter is known, a switch is that of the cable; afterwards it follows the meter to another cable. */
    @Test
    void aSwitchFollowsTheMeterToAnotherCable() {
        AtomicReference<String> known = new AtomicReference<>("usb-1a86:7523-at-1-1.2-if00");
        OwnerChoices first = new OwnerChoices(new FileStateStore(directory.resolve("choices.properties"), "choices"), known::get,
                Map.of(Switch.FOLLOW, false), null);
        known.set("E001");
        first.set(Switch.FOLLOW, true);

        assertThat(new OwnerChoices(new FileStateStore(directory.resolve("choices.properties"), "choices"), () -> "E001",
                Map.of(Switch.FOLLOW, false), null).state(Switch.FOLLOW)).hasValue(true);
        assertThat(new OwnerChoices(new FileStateStore(directory.resolve("choices.properties"), "choices"), () -> "E002",
                Map.of(Switch.FOLLOW, false), null).state(Switch.FOLLOW)).hasValue(false);
    }

    @Test
    void theLimitIsOfTheMeterAndStaysAfterARestart() {
        assertThat(choices().limit(METER)).isNull();
        assertThat(choices().setLimit(METER, 4_000)).isTrue();
        OwnerChoices again = choices();
        assertThat(again.limit(METER)).isEqualTo(4_000);
        assertThat(again.limit(new MeterKey("E002"))).isNull();
        assertThat(again.limit(METER)).isEqualTo(4_000);
        assertThat(again.setLimit(METER, 0)).as("0 is none").isTrue();
        assertThat(again.limit(METER)).isNull();
        assertThat(choices().limit(METER)).isNull();
    }

    @Test
    void aConfiguredLimitTakesPrecedenceAndWithoutItTheChosenOneCountsAgain() {
        choices().setLimit(METER, 4_000);
        OwnerChoices configured = choices("A5069RR4", Set.of(), 2_500L);
        assertThat(configured.limitIsAdjustable()).isFalse();
        assertThat(configured.limit(METER)).isEqualTo(2_500);
        assertThat(configured.setLimit(METER, 3_000)).isFalse();
        assertThat(configured.limit(METER)).isEqualTo(2_500);
        assertThat(choices().limit(METER)).isEqualTo(4_000);
    }

    @Test
    void aDamagedFileIsNoChoice() throws Exception {
        Files.writeString(directory.resolve("choices.properties"), """
                notifications\\ A5069RR4=perhaps
                demand.limit-w\\ E001=-7
                """);
        OwnerChoices choices = choices();
        assertThat(choices.state(Switch.NOTIFICATIONS)).hasValue(true);
        assertThat(choices.limit(METER)).isNull();
    }
}
