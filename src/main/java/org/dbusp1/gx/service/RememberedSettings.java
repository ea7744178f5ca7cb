package org.dbusp1.gx.service;

import org.dbusp1.base.state.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * The settings of devices as localsettings last had them. A GX device that has lost its settings.xml gets the
 * remembered values as the first values of new settings; settings that exist are never changed. Used only on the loop.
 *
 * @param store    values by {@code ID SETTING}
 * @param onRestored called when new settings got remembered values
 */
public record RememberedSettings(StateStore store, Runnable onRestored) {
    public static final RememberedSettings NONE = new RememberedSettings(StateStore.NONE, () -> { });

    /** Returns the text of a setting; null if the setting was never known. */
    @Nullable String recall(String device, String setting) {
        return store.recall(device + " " + setting);
    }

    void remember(String device, String setting, String value) {
        store.remember(device + " " + setting, value);
    }
}
