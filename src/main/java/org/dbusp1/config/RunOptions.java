package org.dbusp1.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.dbusp1.config.Config.Setting;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.source.Pacer.Speed;
import org.dbusp1.source.ReplaySource.AtEnd;
import org.dbusp1.source.Simulator;

/**
 * The options of {@code run} that are no configuration keys.
 *
 * @param speed of a replay or a simulated meter
 * @param atEnd what happens after a replay's last byte
 * @param await wait for a port that is absent, forbidden or busy at the start, instead of ending
 * @param probe seconds after which the driver ends if there was no good telegram
 */
public record RunOptions(Speed speed, AtEnd atEnd, boolean await, OptionalInt probe) {
    /** Nothing but the keys. */
    public static final RunOptions DEFAULT = new RunOptions(Speed.DEFAULT, AtEnd.EXIT, false, OptionalInt.empty());

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
    public static final String VERBOSE = "--verbose";

    /**
     * An option of a command.
     *
     * @param name         with its dashes
     * @param label        place holder of its value; empty for one that takes none
     * @param defaultValue the value when it is not given; empty where that is nothing
     * @param heading      under which help lists it
     * @param constraint   the allowed values in words; empty where the label or the description shows them
     */
    public record CommandOption(String name, Optional<String> label, String defaultValue, String heading,
            String description, Optional<String> constraint) {

        static CommandOption flag(String name, String heading, String description) {
            return new CommandOption(name, Optional.empty(), "", heading, description, Optional.empty());
        }

        /** Returns the option of a key. */
        public static CommandOption of(Key<?> key) {
            ValueType<?> type = key.type();
            boolean shown = type.label().contains("|") || type.label().equals("FILE");
            return new CommandOption(key.option(), Optional.of(type.label()), key.defaultValue(), key.heading(),
                    key.description(), shown ? Optional.empty() : Optional.of(type.constraint()));
        }
    }

    private static final String WHERE = "Where telegrams come from";
    private static final String HOW = "How it runs";
    /** The options of run that are no keys. */
    private static final List<CommandOption> OWN = List.of(
            valued(SERIAL, "DEVICE", WHERE, "a serial port: source=serial with serial.port=DEVICE"),
            valued(CONNECT, "HOST:PORT", WHERE, "a P1 port on the network, such as ser2net: source=tcp://HOST:PORT"),
            valued(HOMEWIZARD, "HOST", WHERE, "a HomeWizard P1 dongle: source=homewizard://HOST"),
            valued(REPLAY, "FILE", WHERE, "a raw log, at the meter's own pace: source=file:FILE"),
            new CommandOption(SPEED, Optional.of("N|max"), "1", WHERE,
                    "play log or simulated meter N times faster, or without pause", Optional.empty()),
            CommandOption.flag(LOOP, WHERE, "play the log again and again"),
            CommandOption.flag(EXIT, WHERE, "end after the log; otherwise the driver keeps running without data"),
            valued(SIMULATE, "NAME", WHERE, "a simulated meter: source=simulate:NAME"),
            valued(CONFIG, "FILE", HOW, "read this file, not dbus-p1.properties of /data/conf or /etc/dbus-p1"),
            CommandOption.flag(CHECK_CONFIG, HOW, "report errors in the configuration, and end"),
            CommandOption.flag(WAIT, HOW, "wait for a port that is missing, busy or without permission"),
            valued(PROBE, "SECONDS", HOW, "end with status 1 if no good telegram came by then"),
            CommandOption.flag(VERBOSE, HOW, "log.level=debug, and faults with their stack trace"));

    /** Every option of run, keys included. */
    public static List<CommandOption> all() {
        List<CommandOption> all = new ArrayList<>(OWN);
        Keys.all().forEach(key -> all.add(CommandOption.of(key)));
        return all;
    }

    /** @throws Failure when values are wrong or contradict one another */
    public static RunOptions of(Map<String, String> given) throws Failure {
        List<String> sources = List.of(SERIAL, CONNECT, HOMEWIZARD, REPLAY, SIMULATE, Keys.SOURCE.option()).stream()
                .filter(given::containsKey).toList();
        if (sources.size() > 1) {
            throw usage(String.join(" and ", sources) + " cannot be given together");
        }
        if (given.containsKey(SERIAL) && given.containsKey(Keys.SERIAL_PORT.option())) {
            throw usage(SERIAL + " and " + Keys.SERIAL_PORT.option() + " mean the same; give one of them");
        }
        if (given.containsKey(SERIAL) && Files.isRegularFile(Path.of(given.get(SERIAL)))) {
            throw usage(given.get(SERIAL) + " is a file, not a serial port; a raw log is read with " + REPLAY + " "
                    + given.get(SERIAL));
        }
        if (given.containsKey(SIMULATE)) {
            checkSimulated(given.get(SIMULATE));
        }
        checkSource(given, CONNECT, "tcp://", "HOST:PORT, such as 192.168.1.20:2001");
        checkSource(given, HOMEWIZARD, "homewizard://", "HOST, such as 192.168.1.30");
        checkSource(given, REPLAY, "file:", "the name of a file");
        if (given.containsKey(LOOP) && given.containsKey(EXIT)) {
            throw usage(LOOP + " and " + EXIT + " cannot be given together");
        }
        AtEnd atEnd = given.containsKey(LOOP) ? AtEnd.LOOP : given.containsKey(EXIT) ? AtEnd.EXIT : AtEnd.SILENT;
        return new RunOptions(read(given, SPEED, Speed.DEFAULT, Speed::parse), atEnd, given.containsKey(WAIT),
                given.containsKey(PROBE) ? seconds(PROBE, given.get(PROBE)) : OptionalInt.empty());
    }

    private static void checkSimulated(String name) throws Failure {
        List<String> names = Simulator.find().orElseThrow(() -> usage(SIMULATE + ": " + Simulator.ABSENT)).names();
        if (!names.contains(name)) {
            throw usage(SIMULATE + ": there is no simulated meter " + name + NearestWord.hint(name, names)
                    + "; dbus-p1 simulate --list shows all");
        }
    }

    private static void checkSource(Map<String, String> given, String option, String scheme, String allowed)
            throws Failure {
        if (given.containsKey(option) && Keys.SOURCE.read(scheme + given.get(option)).isEmpty()) {
            throw usage(option + ": \"" + given.get(option) + "\" is not " + allowed);
        }
    }

    /** Returns the keys among the options, and those that shorter options set. */
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
                case VERBOSE -> {
                    if (!given.containsKey(Keys.LOG_LEVEL.option())) {
                        settings.add(Setting.option(name, Keys.LOG_LEVEL, "debug"));
                    }
                }
                default -> {
                    if (OWN.stream().noneMatch(option -> option.name().equals(name))) {
                        settings.add(new Setting(name.substring(2), value, "option " + name));
                    }
                }
            }
        });
        return settings;
    }

    /** @throws Failure when an option would have no effect with this source */
    public static void check(Map<String, String> given, SourceConfig source) throws Failure {
        List<String> idle = source instanceof SourceConfig.Replay ? List.of()
                : source instanceof SourceConfig.Simulated ? List.of(LOOP, EXIT) : List.of(LOOP, EXIT, SPEED);
        Optional<String> useless = idle.stream().filter(given::containsKey).findFirst();
        if (useless.isPresent()) {
            throw usage(useless.get() + " is for a replay; give " + REPLAY + " too");
        }
    }

    private static CommandOption valued(String name, String label, String heading, String description) {
        return new CommandOption(name, Optional.of(label), "", heading, description, Optional.empty());
    }

    private static <T> T read(Map<String, String> given, String option, T defaultValue, Function<String, T> parser)
            throws Failure {
        try {
            return given.containsKey(option) ? parser.apply(given.get(option)) : defaultValue;
        } catch (IllegalArgumentException wrong) {
            throw usage(option + ": " + wrong.getMessage());
        }
    }

    /** Returns the number of seconds that an option gives. */
    public static OptionalInt seconds(String option, String text) throws Failure {
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw usage(option + ": \"" + text + "\" is not a whole number of seconds from 1 to 999999");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private static Failure usage(String message) {
        return new Failure(ExitStatus.USAGE, message);
    }
}
