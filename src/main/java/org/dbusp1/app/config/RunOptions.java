package org.dbusp1.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.base.config.Config.Setting;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.NearestWord;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.ReplaySource.AtEnd;
import org.dbusp1.line.source.Simulator;
import org.jspecify.annotations.Nullable;

/**
 * The values of the options of {@code run} that cannot be set in a configuration file.
 *
 * @param speed of a replay or a simulated meter
 * @param atEnd the action after a replay's last byte
 * @param waitForSource whether to wait for a source that is absent, forbidden or busy at the start, instead of ending
 * @param probeSeconds seconds after which the driver ends if there was no good telegram; null: the driver waits
 */
public record RunOptions(Speed speed, AtEnd atEnd, boolean waitForSource, @Nullable Integer probeSeconds) {
    /** Of a check whose source is no log: a simulated meter sends at its own pace. */
    public static final RunOptions OF_CHECK = new RunOptions(Speed.DEFAULT, AtEnd.EXIT, false, null);

    public static final String SERIAL = "--serial";
    public static final String CONNECT = "--connect";
    public static final String HOMEWIZARD = "--homewizard";
    public static final String REPLAY = "--replay";
    static final String SPEED = "--speed";
    static final String LOOP = "--loop";
    static final String EXIT = "--exit";
    public static final String SIMULATE = "--simulate";
    public static final String CONFIG = "--config";
    public static final String CHECK_CONFIG = "--check-config";
    static final String WAIT = "--wait";
    static final String PROBE = "--probe";

    /** The type of a time limit of a command. */
    public static final ValueType<Integer> SECONDS = ValueType.number("SECONDS", "a whole number of seconds", 1, 999_999);
    private static final ValueType<Speed> SPEED_TYPE = ValueType.parsed("N|max", Speed.ALLOWED, Speed::parse);
    private static final String WHERE = "Where telegrams come from";
    private static final String HOW = "How it runs";
    private static final List<Key<?>> RUN_ONLY = List.of(
            option(SERIAL, ValueType.text("DEVICE", "the path of a serial port", ".+"), WHERE,
                    "a serial port: source=serial with serial.port=DEVICE"),
            option(CONNECT, source("HOST:PORT", "tcp://", "HOST:PORT, such as 192.168.1.20:2001"), WHERE,
                    "a P1 port on the network, such as ser2net: source=tcp://HOST:PORT"),
            option(HOMEWIZARD, source("HOST", "homewizard://", "HOST, such as 192.168.1.30"), WHERE,
                    "a HomeWizard P1 dongle: source=homewizard://HOST"),
            option(REPLAY, source("FILE", "file:", "the name of a file"), WHERE, "a raw log, at the meter's own pace: source=file:FILE"),
            new Key<>(withoutDashes(SPEED), SPEED_TYPE, "1", WHERE, "play log or simulated meter N times faster, or without pause"),
            option(LOOP, any(""), WHERE, "play the log again and again"),
            option(EXIT, any(""), WHERE, "end after the log; otherwise the driver keeps running without data"),
            option(SIMULATE, any("NAME"), WHERE, "a simulated meter: source=simulate:NAME"),
            option(CONFIG, ValueType.text("FILE", "the path of a file", ".+"), HOW,
                    "read this file, not dbus-p1.properties of /data/conf or /etc/dbus-p1"),
            option(CHECK_CONFIG, any(""), HOW, "report errors in the configuration, and end"),
            option(WAIT, any(""), HOW, "wait for a port that is missing, busy or without permission"),
            option(PROBE, SECONDS, HOW, "end with status 1 if no good telegram came by then"));

    private static Key<?> option(String option, ValueType<?> type, String heading, String description) {
        return new Key<>(withoutDashes(option), type, "", heading, description);
    }

    private static String withoutDashes(String option) {
        return option.substring(2);
    }

    /** @param label the placeholder of the option's value; empty for an option without a value */
    private static ValueType<String> any(String label) {
        return new ValueType<>(label, "", text -> text);
    }

    private static ValueType<SourceConfig> source(String label, String scheme, String constraint) {
        return ValueType.parsed(label, constraint, text -> SourceConfig.parse(scheme + text));
    }

    /** Returns the options of run that cannot be set in a configuration file; the type of an option without a value has no label. */
    public static List<Key<?>> runOnly() {
        return RUN_ONLY;
    }

    /** @throws UserException when values are wrong or contradict one another */
    public static RunOptions of(Map<String, String> given) throws UserException {
        List<String> sources = List.of(SERIAL, CONNECT, HOMEWIZARD, REPLAY, SIMULATE, Keys.SOURCE.option()).stream()
                .filter(given::containsKey).toList();
        if (sources.size() > 1) {
            throw usage(String.join(" and ", sources) + " cannot be given together");
        }
        if (given.containsKey(SERIAL) && given.containsKey(Keys.SERIAL_PORT.option())) {
            throw usage(SERIAL + " and " + Keys.SERIAL_PORT.option() + " mean the same; give one of them");
        }
        if (given.containsKey(SERIAL) && Files.isRegularFile(Path.of(given.get(SERIAL)))) {
            throw usage(given.get(SERIAL) + " is a file, not a serial port; a raw log is read with " + REPLAY + " " + given.get(SERIAL));
        }
        if (given.containsKey(SIMULATE)) {
            checkSimulated(given.get(SIMULATE));
        }
        for (Key<?> option : RUN_ONLY) {
            if (given.containsKey(option.option())) {
                option.type().value(option.option(), given.get(option.option()));
            }
        }
        if (given.containsKey(LOOP) && given.containsKey(EXIT)) {
            throw usage(LOOP + " and " + EXIT + " cannot be given together");
        }
        AtEnd atEnd = AtEnd.SILENT;
        if (given.containsKey(LOOP)) {
            atEnd = AtEnd.LOOP;
        } else if (given.containsKey(EXIT)) {
            atEnd = AtEnd.EXIT;
        }
        Speed speed = SPEED_TYPE.value(SPEED, given.getOrDefault(SPEED, "1"));
        return new RunOptions(speed, atEnd, given.containsKey(WAIT), SECONDS.optionalValue(PROBE, given.get(PROBE)));
    }

    private static void checkSimulated(String name) throws UserException {
        List<String> names = Simulator.find().orElseThrow(() -> usage(SIMULATE + ": " + Simulator.ABSENT)).names();
        if (!names.contains(name)) {
            throw usage(SIMULATE + ": there is no simulated meter " + name + NearestWord.hint(name, names)
                    + "; dbus-p1 simulate --list shows all");
        }
    }

    /** Returns the keys among the options, and the keys that shorter options set (such as --serial). */
    public static List<Setting> settings(Map<String, String> given) {
        List<Setting> settings = new ArrayList<>();
        given.forEach((name, value) -> {
            switch (name) {
                case SERIAL -> {
                    settings.add(Setting.option(name, Keys.SOURCE, "serial"));
                    settings.add(Setting.option(name, Keys.SERIAL_PORT, value));
                }
                case CONNECT -> settings.add(Setting.option(name, Keys.SOURCE, "tcp://" + value));
                case HOMEWIZARD -> settings.add(Setting.option(name, Keys.SOURCE, "homewizard://" + value));
                case REPLAY -> settings.add(Setting.option(name, Keys.SOURCE, "file:" + value));
                case SIMULATE -> settings.add(Setting.option(name, Keys.SOURCE, "simulate:" + value));
                default -> {
                    if (RUN_ONLY.stream().noneMatch(option -> option.option().equals(name))) {
                        settings.add(new Setting(withoutDashes(name), value, "option " + name));
                    }
                }
            }
        });
        return settings;
    }

    /** @throws UserException when an option would have no effect with this source */
    public static void check(Map<String, String> given, SourceConfig source) throws UserException {
        if (source instanceof SourceConfig.Replay) {
            return;
        }
        Optional<String> useless = Stream.of(LOOP, EXIT, SPEED).filter(given::containsKey)
                .filter(option -> !option.equals(SPEED) || !(source instanceof SourceConfig.Simulated)).findFirst();
        if (useless.isPresent()) {
            throw usage(useless.get() + " is for a replay; give " + REPLAY + " too");
        }
    }

    /** Returns the configuration file that the options name, which {@link #of} has checked; null if they name none. */
    public static @Nullable Path file(Map<String, String> given) {
        String name = given.get(CONFIG);
        return name == null ? null : Path.of(name);
    }

    private static UserException usage(String message) {
        return new UserException(ExitStatus.USAGE, message);
    }
}
