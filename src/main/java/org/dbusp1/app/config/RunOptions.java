package org.dbusp1.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dbusp1.base.config.Config.Setting;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.source.Pacer.Speed;
import org.jspecify.annotations.Nullable;

/**
 * The values of the options of {@code run} that cannot be set in a configuration file.
 *
 * @param speed of a log or a simulated meter
 * @param waitForSource whether to wait for a source that is absent, forbidden or busy at the start, instead of ending
 * @param probeSeconds seconds after which the driver ends if there was no good telegram; null: the driver waits
 */
public record RunOptions(Speed speed, boolean waitForSource, @Nullable Integer probeSeconds) {
    /** Of a check whose source is no log: a simulated meter sends at its own pace. */
    public static final RunOptions OF_CHECK = new RunOptions(Speed.DEFAULT, false, null);

    /** The argument of {@code run} and {@code check} that has no option before it: a value of {@link Keys#SOURCE}. */
    public static final String SOURCE = "SOURCE";
    static final String SPEED = "--speed";
    public static final String CONFIG = "--config";
    public static final String CHECK_CONFIG = "--check-config";
    static final String WAIT = "--wait";
    static final String PROBE = "--probe";

    public static final ValueType<Integer> SECONDS = ValueType.number("SECONDS", "a whole number of seconds", 1, 999_999);
    private static final ValueType<Speed> SPEED_TYPE = ValueType.parsed("N|max", Speed.ALLOWED, Speed::parse);
    private static final String HOW = "How it runs";
    private static final List<Key<?>> RUN_ONLY = List.of(
            new Key<>(withoutDashes(SPEED), SPEED_TYPE, "1", HOW, "play log or simulated meter N times faster, or without pause"),
            option(CONFIG, ValueType.text("FILE", "the path of a file", ".+"),
                    "read this file, not dbus-p1.properties of /data/conf or /etc/dbus-p1"),
            option(CHECK_CONFIG, flag(), "report errors in the configuration, and end"),
            option(WAIT, flag(), "wait for a port that is missing, busy or without permission"),
            option(PROBE, SECONDS, "end with status 1 if no good telegram came by then"));

    private static Key<?> option(String option, ValueType<?> type, String description) {
        return new Key<>(withoutDashes(option), type, "", HOW, description);
    }

    private static String withoutDashes(String option) {
        return option.substring(2);
    }

    private static ValueType<String> flag() {
        return new ValueType<>("", "", text -> text);
    }

    /** Returns the options of run that cannot be set in a configuration file; the type of an option without a value has no label. */
    public static List<Key<?>> runOnly() {
        return RUN_ONLY;
    }

    public static RunOptions of(Map<String, String> given) throws UserException {
        if (given.containsKey(SOURCE) && given.containsKey(Keys.SOURCE.option())) {
            throw new UserException(ExitStatus.USAGE, SOURCE + " and " + Keys.SOURCE.option() + " mean the same; give one of them");
        }
        for (Key<?> option : RUN_ONLY) {
            if (given.containsKey(option.option())) {
                option.type().value(option.option(), given.get(option.option()));
            }
        }
        Speed speed = SPEED_TYPE.value(SPEED, given.getOrDefault(SPEED, "1"));
        return new RunOptions(speed, given.containsKey(WAIT), SECONDS.optionalValue(PROBE, given.get(PROBE)));
    }

    public static List<Setting> settings(Map<String, String> given) {
        List<Setting> settings = new ArrayList<>();
        given.forEach((name, value) -> {
            if (name.equals(SOURCE)) {
                settings.add(Setting.argument(Keys.SOURCE, value));
            } else if (RUN_ONLY.stream().noneMatch(option -> option.option().equals(name))) {
                settings.add(Setting.option(name, withoutDashes(name), value));
            }
        });
        return settings;
    }

    /** @throws UserException when an option would have no effect with this source */
    public static void check(Map<String, String> given, SourceConfig source) throws UserException {
        if (given.containsKey(SPEED) && source.isOfRealMeter()) {
            throw new UserException(ExitStatus.USAGE, SPEED + " is for a log or a simulated meter; " + SOURCE + " is neither");
        }
    }

    /** Returns the configuration file that the options name, which {@link #of} has checked; null if they name none. */
    public static @Nullable Path file(Map<String, String> given) {
        String name = given.get(CONFIG);
        return name == null ? null : Path.of(name);
    }
}
