package org.dbusp1.gx.service;

import static org.dbusp1.gx.service.PathWriter.require;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.SafeText;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.MeterSearch;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.QuickAccessSetting;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;

/**
 * The settings that clients may write and localsettings do not have, and two buttons. The driver stores the settings itself, because
 * they are needed before the first telegram and without localsettings.
 *
 * @param meter the meter that the limit belongs to
 * @param blackBox makes copies of the black box; null in a replay
 * @param search searches for another meter; null if not possible
 */
record ScreenSwitches(OwnerChoices choices, MeterKey meter, @Nullable BlackBoxCopy blackBox, @Nullable MeterSearch search) {
    private static final long ALL_PLACES = 7;
    private static final List<Switch> SWITCHES = List.of(Switch.values());
    private static final List<QuickAccessSetting> QUICK_ACCESS = List.of(QuickAccessSetting.values());

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

    /** Returns the present values for the screen. */
    ScreenValues values(Finding limiter, QuickAccess.Names names) {
        Map<Switch, Long> switches = new EnumMap<>(Switch.class);
        for (Switch which : SWITCHES) {
            choices.state(which).ifPresent(on -> switches.put(which, on ? 1L : 0L));
        }
        Map<QuickAccessSetting, String> quickAccess = new EnumMap<>(QuickAccessSetting.class);
        for (QuickAccessSetting which : QUICK_ACCESS) {
            choices.quickAccess(which).ifPresent(text -> quickAccess.put(which, text));
        }
        return new ScreenValues(switches, Objects.requireNonNullElse(choices.limit(meter), 0L), choices.limitIsAdjustable(), quickAccess,
                blackBox != null, blackBox == null ? null : blackBox.lastCopy(), search == null ? null : search.result(), limiter, names);
    }
}
