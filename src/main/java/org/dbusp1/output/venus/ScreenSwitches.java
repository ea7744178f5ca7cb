package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.PathWriter.require;

import java.util.Objects;
import java.util.function.Supplier;
import org.dbusp1.feedback.LimiterStatus;
import org.dbusp1.feedback.OwnerChoices;
import org.dbusp1.feedback.OwnerChoices.QuickAccessSetting;
import org.dbusp1.feedback.OwnerChoices.Switch;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.SafeText;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.MeterSearch;
import org.jspecify.annotations.Nullable;

/**
 * The settings that clients may write and localsettings do not have, and two buttons. The driver stores the settings itself, because
 * they are needed before the first telegram and without localsettings.
 *
 * @param meter the meter that the limit belongs to
 * @param blackBox makes copies of the black box; null in a replay
 * @param search searches for another meter; null if not possible
 * @param limiter gives the present status of the peak limiter, for display only
 * @param names gives the names of the entries of Quick access in the language of the screen
 */
record ScreenSwitches(OwnerChoices choices, MeterKey meter, @Nullable BlackBoxCopy blackBox, @Nullable MeterSearch search,
                      Supplier<LimiterStatus> limiter, Supplier<QuickAccess.Names> names) {
    private static final long ALL_PLACES = 7;
    /** Without switches; its key is no meter's. */
    static final ScreenSwitches NONE = new ScreenSwitches(OwnerChoices.none(), MeterKey.of("none"),
            null, null, () -> LimiterStatus.OFF, () -> QuickAccess.Names.ENGLISH);

    PathWriter of(Switch which) {
        return PathWriter.ofNumber(value -> {
            require(value == 0 || value == 1, "allowed are 0 (off) and 1 (on)");
            require(choices.set(which, value == 1), "the configuration does not switch it on");
        });
    }

    PathWriter ofLimit() {
        return PathWriter.ofNumber(watts -> {
            require(choices.limitIsAdjustable(), "the configuration sets it: demand.limit-w");
            require(choices.setLimit(meter, watts), "allowed are 0 (none) to " + OwnerChoices.HIGHEST_LIMIT + " W");
        });
    }

    PathWriter ofBlackBox() {
        return button(blackBox == null ? null : blackBox::requestCopy);
    }

    PathWriter ofSearch() {
        return button(search == null ? null : search::begin);
    }

    /** @param pressed null if the driver does not have the button */
    private static PathWriter button(@Nullable Runnable pressed) {
        return PathWriter.ofNumber(value -> {
            if (value != 1 || pressed == null) {
                throw new IllegalArgumentException("allowed is 1");
            }
            pressed.run();
        });
    }

    /** Returns the writer of a text of an entry of Quick access. */
    PathWriter ofText(QuickAccessSetting which) {
        return (text, answer) -> {
            choices.setQuickAccess(which, SafeText.message(text.toString()));
            answer.accept(true);
        };
    }

    /**
     * Returns the writer of the places where an entry of Quick access is shown: the sum of 1 (always), 2 (on this device), 4 (in VRM);
     * 0: never (gui-v2, enums.h, IOChannel_ShowUI).
     */
    PathWriter ofPlaces(QuickAccessSetting which) {
        return PathWriter.ofNumber(places -> {
            require(places >= 0 && places <= ALL_PLACES, "allowed are 0 to " + ALL_PLACES);
            choices.setQuickAccess(which, Long.toString(places));
        });
    }

    /** Returns the places of {@link #ofPlaces}. */
    long places(QuickAccessSetting which) {
        return choices.quickAccess(which).filter(text -> text.matches("[0-7]")).map(Long::valueOf).orElse(1L);
    }

    /** Returns the limit in watts; 0 for no limit. */
    long limit() {
        return Objects.requireNonNullElse(choices.limit(meter), 0L);
    }

    /** Returns 1 for on, 0 for off; null if the configuration does not offer the switch. */
    @Nullable Long state(Switch which) {
        return choices.state(which).map(on -> on ? 1L : 0L).orElse(null);
    }
}
