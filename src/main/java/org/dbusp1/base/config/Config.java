package org.dbusp1.base.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.OwnersFile;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The owner's configuration: a checked value for every key. Immutable; made by a {@link ConfigReader}. */
public final class Config {
    private static final Set<PosixFilePermission> NON_OWNER_READERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    /** The names of keys of files with a secret. */
    private static final Pattern SECRET = Pattern.compile(".*(password|token|key)\\.file");
    private static final int LARGEST_SECRET = 10_000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * A value that an owner gave.
     *
     * @param key the key's name as written, known or not
     * @param origin the place in words: {@code /data/conf/dbus-p1.properties line 3}, {@code option --bus}, {@code argument}
     */
    public record Setting(String key, String value, Place place, String origin) {
        public static Setting option(String option, String key, String value) {
            return new Setting(key, value, Place.OPTION, "option " + option);
        }

        public static Setting argument(Key<?> key, String value) {
            return new Setting(key.name(), value, Place.ARGUMENT, "argument");
        }

        public boolean isOfCommandLine() {
            return place == Place.OPTION || place == Place.ARGUMENT;
        }

        /** Returns the beginning of an error message: the setting as it is written, and where. */
        String asWritten() {
            String name = switch (place) {
                case ARGUMENT -> " ";
                case OPTION -> "=";
                case NAMED_FILE, FOUND_FILE -> ": " + key + "=";
            };
            return origin + name + Program.withoutSecrets(value);
        }
    }

    /** Where a value is written. */
    public enum Place {
        ARGUMENT,
        OPTION,
        /** The file that {@code --config} names. */
        NAMED_FILE,
        /** The main file in a usual directory, or the file of a cable. */
        FOUND_FILE
    }

    /**
     * Added to a message about a file with a secret that this process may not read, or that others may read: what to do in a
     * service of systemd, whose user owns no file.
     */
    private static final String SERVICE_HINT = "; for a service put it into /etc/dbus-p1/secrets, see the chapter Linux";

    /** @param value of the key's type */
    record ParsedSetting(Setting setting, Object value) {
    }

    /** By the key's name: the hash code of a {@link Key} is slow. */
    private final Map<String, ParsedSetting> settings;
    private final Map<String, Config> otherSerialPorts;

    Config(Map<String, ParsedSetting> settings) {
        this(settings, Map.of());
    }

    Config(Map<String, ParsedSetting> settings, Map<String, Config> otherSerialPorts) {
        this.settings = Map.copyOf(settings);
        this.otherSerialPorts = otherSerialPorts;
    }

    /** Returns what holds for the other cables, by the names of their files; empty for a cable without a file of its own. */
    public Map<String, Config> otherSerialPorts() {
        return otherSerialPorts;
    }

    @SuppressWarnings("unchecked") // the key itself parsed the value
    public <T> T get(Key<T> key) {
        ParsedSetting parsed = settings.get(key.name());
        return parsed == null ? key.read(key.defaultValue()).orElseThrow() : (T) parsed.value();
    }

    /** Returns this configuration with another value of a key, as if it were written in the same place. @param value an allowed text */
    public Config with(Key<?> key, String value) {
        Setting before = setting(key).orElseGet(() -> new Setting(key.name(), value, Place.FOUND_FILE, origin(key)));
        Map<String, ParsedSetting> changed = new HashMap<>(settings);
        changed.put(key.name(), new ParsedSetting(new Setting(key.name(), value, before.place(), before.origin()),
                key.read(value).orElseThrow()));
        return new Config(changed, otherSerialPorts);
    }

    /** Returns what the owner has written; empty if the default counts. */
    public Optional<Setting> setting(Key<?> key) {
        return Optional.ofNullable(settings.get(key.name())).map(ParsedSetting::setting);
    }

    public String origin(Key<?> key) {
        return setting(key).map(Setting::origin).orElse("configuration");
    }

    /** Returns a mistake in the value of a key. @param words the description of the mistake, with a blank or colon at the start */
    public UserException mistake(Key<?> key, String words) {
        boolean ofCommandLine = setting(key).filter(Setting::isOfCommandLine).isPresent();
        return new UserException(ofCommandLine ? ExitStatus.USAGE : ExitStatus.CONFIG, settingText(key) + words);
    }

    /** Returns where a key was set, and its value, to begin a message about the value. */
    public String settingText(Key<?> key) {
        return setting(key).orElseGet(() -> new Setting(key.name(), key.defaultValue(), Place.FOUND_FILE, origin(key))).asWritten();
    }

    /**
     * Returns the password, token or key in the file that a key names, without blanks, line ends and byte order mark around it;
     * empty when the key names no file. @throws UserException when the file cannot be read or holds nothing
     */
    public Optional<String> secret(Key<Optional<Path>> key) throws UserException {
        Optional<Path> file = get(key);
        return file.isEmpty() ? Optional.empty() : Optional.of(secret(file.get(), settingText(key)));
    }

    /** @param settingText the beginning of an error message, with the place where the file is named */
    public static String secret(Path file, String settingText) throws UserException {
        try {
            String secret = text(file, LARGEST_SECRET).orElseThrow(() -> new UserException(ExitStatus.CONFIG,
                    settingText + ": it is larger than 10 kB; a password, token or key is shorter")).strip();
            if (secret.isEmpty()) {
                throw new UserException(ExitStatus.CONFIG, settingText + ": the file is empty");
            }
            return secret;
        } catch (IOException e) {
            throw new UserException(ExitStatus.CONFIG, settingText + ": " + FileProblem.reading(e).words()
                    + (e instanceof AccessDeniedException ? SERVICE_HINT : ""), e);
        }
    }

    /**
     * Returns the text of a file that an owner wrote, without byte order mark; empty when the file is longer than
     * {@code mostBytes} bytes, such as a log or a device named by mistake.
     *
     * @throws IOException when the file cannot be read or is not UTF-8
     */
    public static Optional<String> text(Path file, int mostBytes) throws IOException {
        byte[] bytes = OwnersFile.read(file, mostBytes + 1);
        if (bytes.length > mostBytes) {
            return Optional.empty();
        }
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return Optional.of(text.substring(text.startsWith(BYTE_ORDER_MARK) ? 1 : 0));
    }

    /** Warns of each file with a password, token or key that others on this machine may read. */
    public void warnOfReadableSecrets() {
        // Not a static field: a logger is made with its level, and log.level is a value of this class.
        Logger log = LoggerFactory.getLogger(Config.class);
        settings.forEach((name, setting) -> {
            if (SECRET.matcher(name).matches() && setting.value() instanceof Optional<?> given && given.orElse(null) instanceof Path file
                    && othersMayRead(file)) {
                log.warn("{} holds a secret that others on this machine may read; chmod 600 {}{}", file, file, SERVICE_HINT);
            }
        });
    }

    private static boolean othersMayRead(Path file) {
        try {
            return !Collections.disjoint(NON_OWNER_READERS, Files.getPosixFilePermissions(file));
        } catch (IOException | UnsupportedOperationException e) {
            // It is of an output that is off, or on a file system without modes.
            return false;
        }
    }
}
