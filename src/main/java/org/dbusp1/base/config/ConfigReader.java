package org.dbusp1.base.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.dbusp1.base.config.Config.ParsedSetting;
import org.dbusp1.base.config.Config.Place;
import org.dbusp1.base.config.Config.Setting;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.UserException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the configuration: options win over the file of one cable, and that file over the main file. Every value is checked, also a
 * value that another replaces, and all mistakes are reported at once; only the file of a cable is not read while the rest has mistakes,
 * because they may name the wrong cable. Files are read by {@link KeyValueLine}, because java.util.Properties loses the line numbers; a
 * byte order mark is ignored.
 */
public final class ConfigReader {
    private static final int MOST_MISTAKES = 10;
    static final String VARIABLE_PREFIX = "DBUS_P1_";
    /** No key: the beginning of the paths of the service's secrets, in the units of the Debian package. */
    private static final String SECRETS_VARIABLE = VARIABLE_PREFIX + "SECRETS";
    private static final String FILE_NAME = "dbus-p1";
    private static final String FILE_END = ".properties";
    private static final List<String> DIRECTORIES = List.of("data/conf", "etc/dbus-p1");

    /** Control characters that no text file has: a file that is no text is reported as one mistake, not as one in each line. */
    private static final Pattern NO_TEXT = Pattern.compile("[\\x00-\\x08\\x0E-\\x1A\\x1C-\\x1F]");
    private static final int LARGEST = 1_000_000;

    private final Path root;
    private final Map<String, String> environment;
    private final Function<Config, Set<String>> cableNames;
    private final Map<String, Key<?>> keys = new HashMap<>();
    private final Map<String, ParsedSetting> settings = new HashMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    private record Mistake(String words, boolean isOfCommandLine) {
        Mistake(String words) {
            this(words, false);
        }
    }

    /**
     * @param all the keys that an owner may set
     * @param root the root directory, with data/conf and etc/dbus-p1 in it
     * @param cableNames gives the names of the cable's own files by what the other files say, the most specific name last
     */
    public ConfigReader(List<Key<?>> all, Path root, Map<String, String> environment, Function<Config, Set<String>> cableNames) {
        this.cableNames = cableNames;
        this.root = root;
        this.environment = new TreeMap<>(environment);
        for (Key<?> key : all) {
            keys.put(key.name(), key);
        }
    }

    /** To be called once. @param file null: the first file in the usual directories @throws UserException with one line for each mistake */
    public Config read(@Nullable Path file, List<Setting> options) throws UserException {
        refuseVariables();
        Path main = file == null ? usual(FILE_NAME + FILE_END) : file;
        if (main != null) {
            accept(read(main, file == null ? Place.FOUND_FILE : Place.NAMED_FILE));
        }
        accept(options);
        Map<String, ParsedSetting> common = Map.copyOf(settings);
        List<Path> own = cableFiles(main == null ? null : directory(main));
        own.forEach(cable -> accept(read(cable, Place.FOUND_FILE)));
        accept(options);
        if (!mistakes.isEmpty()) {
            boolean ofCommandLine = mistakes.stream().allMatch(Mistake::isOfCommandLine);
            throw new UserException(ofCommandLine ? ExitStatus.USAGE : ExitStatus.CONFIG,
                    lines(mistakes.stream().map(Mistake::words).distinct().toList()));
        }
        return new Config(settings, own.isEmpty() ? Map.of() : others(common, own));
    }

    /** The configuration of each other serial port that has its own file. Its mistakes are reported when its driver starts. */
    private Map<String, Config> others(Map<String, ParsedSetting> common, List<Path> own) {
        Map<String, Config> others = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory(own.get(0)), FILE_NAME + ".tty*" + FILE_END)) {
            for (Path file : files) {
                if (own.stream().noneMatch(mine -> mine.getFileName().equals(file.getFileName()))) {
                    Map<String, ParsedSetting> other = new HashMap<>(common);
                    for (Setting setting : parse(file, Place.FOUND_FILE)) {
                        Key<?> key = keys.get(setting.key());
                        ParsedSetting parsed = key == null ? null : parsed(key, setting);
                        if (parsed != null) {
                            other.put(setting.key(), parsed);
                        }
                    }
                    others.put(file.getFileName().toString(), new Config(other));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Map.of();
        }
        return others;
    }

    /** Returns the settings of a file. The value of a key {@code NAME.file} may be the name of a file without its directory. */
    private List<Setting> read(Path file, Place place) {
        return parse(file, place).stream().map(setting -> {
            String value = setting.value();
            boolean isName = setting.key().endsWith(".file") && !value.isEmpty() && value.indexOf('/') < 0;
            return isName ? new Setting(setting.key(), path(directory(file), value).toString(), place, setting.origin()) : setting;
        }).toList();
    }

    /**
     * Returns the path of a file that the configuration in a directory names without a directory: a secret that systemd has passed on to
     * the service, else the file in this directory, else in its {@code secrets}, which only root may search.
     */
    private Path path(Path directory, String name) {
        String passedOn = environment.get(SECRETS_VARIABLE);
        if (passedOn != null && Files.exists(Path.of(passedOn + name))) {
            return Path.of(passedOn + name);
        }
        Path own = directory.resolve(name);
        Path secrets = directory.resolve("secrets");
        return Files.exists(own) || !Files.isDirectory(secrets) ? own : secrets.resolve(name);
    }

    private List<Setting> parse(Path file, Place place) {
        String text;
        try {
            Optional<String> whole = Config.text(file, LARGEST);
            if (whole.isEmpty()) {
                mistakes.add(new Mistake(file + ": it is larger than 1 MB, so it is no configuration"));
                return List.of();
            }
            text = whole.get();
        } catch (IOException e) {
            mistakes.add(new Mistake(file + ": " + FileProblem.reading(e).words()
                    + (e instanceof CharacterCodingException ? "; save it as UTF-8" : "")));
            return List.of();
        }
        if (NO_TEXT.matcher(text).find()) {
            mistakes.add(new Mistake(file + ": it is not UTF-8 text; save it as UTF-8"));
            return List.of();
        }
        List<Setting> found = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (KeyValueLine line : KeyValueLine.of(text)) {
            String origin = file + " line " + line.number();
            if (line.key().isEmpty()) {
                mistakes.add(new Mistake(origin + ": a setting is written key=value; a comment begins with #"));
            } else {
                Setting setting = new Setting(line.key(), line.value(), place, origin);
                String earlier = seen.putIfAbsent(setting.key(), origin);
                if (earlier != null) {
                    mistakes.add(new Mistake(origin + ": " + setting.key() + " is set in " + earlier + " already; keep one of them"));
                }
                found.add(setting);
            }
        }
        return found;
    }

    /** Returns a line for each of the first mistakes, then one with the number of the others: a log has a mistake in each line. */
    private static String lines(List<String> mistakes) {
        int more = mistakes.size() - MOST_MISTAKES;
        return String.join("\n", mistakes.subList(0, Math.min(mistakes.size(), MOST_MISTAKES)))
                + (more > 0 ? "\nand " + more + " more mistakes" : "");
    }

    private @Nullable Path usual(String name) {
        for (String usual : DIRECTORIES) {
            Path directory = root.resolve(usual);
            Path file = directory.resolve(name);
            if (isThere(file)) {
                return file;
            }
            if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
                mistakes.add(new Mistake(directory + ": this user has no right to search this directory for " + name));
            }
        }
        return null;
    }

    /** Returns true also for a broken link: a file that an owner configured is not skipped silently. */
    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static Path directory(Path file) {
        return file.toAbsolutePath().resolveSibling("");
    }

    /** The most specific name last. @param directory of the main file; null without a main file */
    private List<Path> cableFiles(@Nullable Path directory) {
        if (!mistakes.isEmpty()) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        for (String name : cableNames.apply(new Config(settings))) {
            String file = FILE_NAME + "." + name + FILE_END;
            Path found = directory == null ? usual(file) : directory.resolve(file);
            if (found != null && (directory == null || isThere(found))) {
                files.add(found);
            }
        }
        return files;
    }

    /** A variable is seen by nobody who looks at the configuration; one that is set is a mistake. */
    private void refuseVariables() {
        for (String variable : environment.keySet()) {
            if (variable.startsWith(VARIABLE_PREFIX) && !variable.equals(SECRETS_VARIABLE)) {
                mistakes.add(new Mistake("variable " + variable + ": variables set no keys; write " + keys.values().stream()
                        .filter(key -> key.variable().equals(variable)).map(key -> key.name() + "= into the configuration")
                        .findFirst().orElse("a key of the configuration instead")));
            }
        }
    }

    private void accept(List<Setting> given) {
        given.forEach(this::accept);
    }

    private void accept(Setting setting) {
        Key<?> key = keys.get(setting.key());
        if (key == null) {
            mistakes.add(new Mistake(setting.origin() + ": there is no key " + setting.key() + (keys.containsKey(setting.key() + ".file")
                    ? "; write it into a file, and name that with " + setting.key() + ".file"
                    : NearestWord.hint(setting.key(), keys.keySet())), setting.isOfCommandLine()));
            return;
        }
        ParsedSetting parsed = parsed(key, setting);
        if (parsed == null) {
            mistakes.add(new Mistake(setting.asWritten() + " is not allowed; " + key.type().advice().apply(setting.value()),
                    setting.isOfCommandLine()));
        } else {
            settings.put(key.name(), parsed);
        }
    }

    private static @Nullable ParsedSetting parsed(Key<?> key, Setting setting) {
        Object value = key.type().parser().parse(setting.value());
        return value == null ? null : new ParsedSetting(setting, value);
    }
}
