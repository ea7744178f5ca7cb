package org.dbusp1.output.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        choices().set("notifications", METER, OwnerChoices.OFF);
        assertThat(choices().state(Switch.NOTIFICATIONS)).hasValue(false);
        assertThat(choices().state(Switch.LIMITER)).hasValue(true);
        assertThat(choices("other cable", EnumSet.allOf(Switch.class), null).state(Switch.NOTIFICATIONS)).hasValue(true);
        choices().set("notifications", METER, OwnerChoices.ON);
        assertThat(choices().state(Switch.NOTIFICATIONS)).hasValue(true);
    }

    @Test
    void whatIsNotConfiguredHasNoSwitchAndAnEarlierChoiceDoesNotSwitchItOn() {
        choices().set("limiter", METER, OwnerChoices.ON);
        OwnerChoices without = choices("A5069RR4", Set.of(Switch.NOTIFICATIONS), null);
        assertThat(without.state(Switch.LIMITER)).isEmpty();
        assertThatThrownBy(() -> without.set("limiter", METER, OwnerChoices.ON)).hasMessage("the configuration does not switch it on");
        assertThat(without.state(Switch.LIMITER)).isEmpty();
    }

    /** A driver that is killed may have acted by it, whether it is off now or no longer offered. */
    @Test
    void aSwitchMayHaveBeenOnIfItIsOnOrWasEverSet() {
        assertThat(choices().mayHaveBeenOn(Switch.LIMITER)).as("configured").isTrue();
        OwnerChoices off = new OwnerChoices(new FileStateStore(directory.resolve("choices.properties"), "choices"), () -> "A5069RR4",
                Map.of(Switch.LIMITER, false), null);
        assertThat(off.mayHaveBeenOn(Switch.LIMITER)).isFalse();
        off.set("limiter", METER, OwnerChoices.OFF);
        assertThat(off.mayHaveBeenOn(Switch.LIMITER)).isTrue();
        assertThat(choices("A5069RR4", Set.of(), null).mayHaveBeenOn(Switch.LIMITER)).isTrue();
        assertThat(choices("other cable", Set.of(), null).mayHaveBeenOn(Switch.LIMITER)).isFalse();
    }

    /** While no meter is known, a switch is that of the cable; afterwards it follows the meter to another cable. */
    @Test
    void aSwitchFollowsTheMeterToAnotherCable() {
        AtomicReference<String> known = new AtomicReference<>("usb-1a86:7523-at-1-1.2-if00");
        OwnerChoices first = new OwnerChoices(new FileStateStore(directory.resolve("choices.properties"), "choices"), known::get,
                Map.of(Switch.FOLLOW, false), null);
        known.set("E001");
        first.set("follow", METER, OwnerChoices.ON);

        assertThat(new OwnerChoices(new FileStateStore(directory.resolve("choices.properties"), "choices"), () -> "E001",
                Map.of(Switch.FOLLOW, false), null).state(Switch.FOLLOW)).hasValue(true);
        assertThat(new OwnerChoices(new FileStateStore(directory.resolve("choices.properties"), "choices"), () -> "E002",
                Map.of(Switch.FOLLOW, false), null).state(Switch.FOLLOW)).hasValue(false);
    }

    @Test
    void theLimitIsOfTheMeterAndStaysAfterARestart() {
        assertThat(choices().limit(METER)).isNull();
        choices().set(OwnerChoices.LIMIT, METER, "4000");
        OwnerChoices again = choices();
        assertThat(again.limit(METER)).isEqualTo(4_000);
        assertThat(again.limit(new MeterKey("E002"))).isNull();
        assertThat(again.limit(METER)).isEqualTo(4_000);
        again.set(OwnerChoices.LIMIT, METER, "0");
        assertThat(again.limit(METER)).isNull();
        assertThat(choices().limit(METER)).isNull();
    }

    @Test
    void aConfiguredLimitTakesPrecedenceAndWithoutItTheChosenOneCountsAgain() {
        choices().set(OwnerChoices.LIMIT, METER, "4000");
        OwnerChoices configured = choices("A5069RR4", Set.of(), 2_500L);
        assertThat(configured.limitIsAdjustable()).isFalse();
        assertThat(configured.limit(METER)).isEqualTo(2_500);
        assertThatThrownBy(() -> configured.set(OwnerChoices.LIMIT, METER, "3000"))
                .hasMessage("the configuration sets it: demand.limit-w");
        assertThat(configured.limit(METER)).isEqualTo(2_500);
        assertThat(choices().limit(METER)).isEqualTo(4_000);
    }

    @Test
    void aChoiceIsReadUnderTheKeyUnderWhichItIsWritten() {
        assertThat(choices().text("limiter_name", METER)).isEmpty();
        choices().set("limiter_name", METER, "Spitze");
        assertThat(choices().text("limiter_name", METER)).hasValue("Spitze");
        assertThat(choices("other cable", Set.of(), null).text("limiter_name", METER)).isEmpty();

        assertThat(choices().text("follow", METER)).as("as configured").hasValue(OwnerChoices.ON);
        assertThat(choices("A5069RR4", Set.of(), null).text("follow", METER)).as("not offered").isEmpty();
        choices().set(OwnerChoices.LIMIT, METER, "4000");
        assertThat(choices().text(OwnerChoices.LIMIT, METER)).hasValue("4000");
        assertThat(choices().text(OwnerChoices.LIMIT, new MeterKey("E002"))).isEmpty();
        assertThat(choices("A5069RR4", Set.of(), 2_500L).text(OwnerChoices.LIMIT, METER)).hasValue("2500");
        assertThatThrownBy(() -> choices().set(OwnerChoices.LIMIT, METER, "1000001")).hasMessage("allowed are 0 (none) to 1000000 W");
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
