package org.dbusp1.gx.service;

import java.util.Map;
import java.util.Objects;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.output.BlackBoxCopy.CopyResult;
import org.dbusp1.output.MeterSearch;
import org.dbusp1.output.feedback.OwnerChoices.QuickAccessSetting;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;

/**
 * What the screen shows of {@link ScreenSwitches} at one moment.
 *
 * @param switches 1 for on, 0 for off; without the switches that the configuration does not offer
 * @param limitWatts 0 for no limit
 * @param quickAccess without the settings that the owner has not set
 * @param lastCopy null before the first copy
 * @param search null if the driver cannot search
 * @param limiter the present status of the peak limiter, which may be newer than the telegram
 * @param names the names of the entries of Quick access in the language of the screen
 */
record ScreenValues(Map<Switch, Long> switches, long limitWatts, boolean limitIsAdjustable, Map<QuickAccessSetting, String> quickAccess,
                    boolean savesBlackBox, @Nullable CopyResult lastCopy, MeterSearch.@Nullable Result search, Finding limiter,
                    QuickAccess.Names names) {
    /** Returns 1 for on, 0 for off; null if the configuration does not offer the switch. */
    @Nullable Long state(Switch which) {
        return switches.get(which);
    }

    boolean isOn(Switch which) {
        return Objects.equals(state(which), 1L);
    }

    String text(QuickAccessSetting which) {
        return quickAccess.getOrDefault(which, "");
    }

    /** Returns the places where an entry of Quick access is shown, as {@link ScreenSwitches#ofPlaces} has them. */
    long places(QuickAccessSetting which) {
        String places = text(which);
        return places.matches("[0-7]") ? Long.parseLong(places) : 1;
    }
}
