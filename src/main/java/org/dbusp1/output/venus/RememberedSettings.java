package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.function.Function;
import org.dbusp1.state.StateStore;

/**
 * The settings of devices as localsettings last had them. A GX device whose settings.xml was lost gets them back as the first values of
 * new settings; settings that exist are never changed. Used only on the loop.
 *
 * @param store    under {@code ID SETTING}
 * @param restored called when new settings got remembered values
 */
public record RememberedSettings(StateStore store, Runnable restored) {
    /** Remembers nothing. */
    public static final RememberedSettings NONE = new RememberedSettings(StateStore.NONE, () -> { });

    Optional<String> recall(String device, String setting) {
        return store.recall(device + " " + setting, Function.identity());
    }

    void remember(String device, String setting, String value) {
        store.remember(device + " " + setting, value);
    }
}
