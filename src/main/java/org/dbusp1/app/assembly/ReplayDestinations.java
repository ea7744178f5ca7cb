package org.dbusp1.app.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Config.Place;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.gx.service.VenusConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restricts where the telegrams of a log or a simulated meter go. They are not what the house uses now, so they go only where an option,
 * or the file that {@code --config} names, sends them: a file that the driver found itself is that of the house's meter. Its other keys
 * count.
 */
public final class ReplayDestinations {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayDestinations.class);

    private ReplayDestinations() {
    }

    /**
     * Returns the configuration with which a source is run: of a log or a simulated meter without the destinations of found files.
     *
     * @throws UserException if such telegrams are to be a meter of a GX device
     */
    public static Config of(Config config, Path root) throws UserException {
        SourceConfig source = config.get(Keys.SOURCE);
        if (source.isOfRealMeter()) {
            return config;
        }
        String name = source instanceof SourceConfig.Replay ? "a log" : "a simulated meter";
        boolean isGxDevice = Program.isVenusOs(root);
        boolean isOnBus = config.get(VenusConfig.ENABLED).orElse(false) && !isFound(config, VenusConfig.ENABLED);
        if (isOnBus && isGxDevice) {
            throw config.mistake(VenusConfig.ENABLED, ": ESS would steer by " + name
                    + "; leave it out, or use another computer; --http.enabled=true shows a page");
        }
        List<String> unused = new ArrayList<>();
        if (!isOnBus && config.get(VenusConfig.ENABLED).orElse(isGxDevice)) {
            unused.add("the D-Bus");
        }
        Config restricted = config.with(VenusConfig.ENABLED, Boolean.toString(isOnBus));
        for (Key<?> key : OutputRegistry.keys()) {
            if (key.isDestination() && isFound(config, key)) {
                restricted = restricted.with(key, key.defaultValue());
                if (!restricted.get(key).equals(config.get(key))) {
                    unused.add(key.name());
                }
            }
        }
        if (!unused.isEmpty()) {
            LOG.info("{} is sent only to what an option, or the file of --config, names; not used: {}", name, String.join(", ", unused));
        }
        return restricted;
    }

    private static boolean isFound(Config config, Key<?> key) {
        return config.setting(key).filter(setting -> setting.place() == Place.FOUND_FILE).isPresent();
    }
}
