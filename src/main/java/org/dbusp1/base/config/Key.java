package org.dbusp1.base.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration, or an option of a command.
 *
 * @param name as written in a file: {@code venus.role}
 * @param defaultValue an allowed text
 * @param heading the heading of its group in help and manual
 * @param description one line for the owner
 * @param isDestination whether it says to whom or to what place readings go, or switches an output on; with its default nothing is sent
 */
public record Key<T>(String name, ValueType<T> type, String defaultValue, String heading, String description, boolean isDestination) {
    public Key(String name, ValueType<T> type, String defaultValue, String heading, String description) {
        this(name, type, defaultValue, heading, description, false);
    }

    public String option() {
        return "--" + name;
    }

    /** Returns the name of an environment variable for this key, which is refused: {@code DBUS_P1_VENUS_ROLE}. */
    String variable() {
        return ConfigReader.VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    public Optional<T> read(String text) {
        return Optional.ofNullable(type.parser().parse(text));
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * The type of a configuration value.
     *
     * @param label the placeholder of a value in help: {@code NUMBER}
     * @param constraint the allowed values in words: {@code a whole number from 0 to 2}
     * @param advice what to write instead of a text that is not allowed, in words
     */
    public record ValueType<T>(String label, String constraint, Parser<T> parser, UnaryOperator<String> advice) {
        /** Makes a type whose {@link #constraint} is all that there is to say about a text that is not allowed. */
        public ValueType(String label, String constraint, Parser<T> parser) {
            this(label, constraint, parser, text -> "write " + constraint);
        }

        @FunctionalInterface
        public interface Parser<T> {
            @Nullable T parse(String text);
        }

        public static ValueType<Boolean> trueOrFalse() {
            return new ValueType<>("true|false", "true or false, on or off, yes or no", ValueType::truth);
        }

        /** Of an option that is no configuration key. @throws UserException when the text is not allowed */
        public T value(String option, String text) throws UserException {
            T value = parser.parse(text);
            if (value == null) {
                throw new UserException(ExitStatus.USAGE, option + ": \"" + text + "\" is not " + constraint);
            }
            return value;
        }

        public @Nullable T optionalValue(String option, @Nullable String text) throws UserException {
            return text == null ? null : value(option, text);
        }

        public static <T> ValueType<T> oneOf(List<T> values, Function<T, String> name) {
            List<String> names = values.stream().map(name).toList();
            return new ValueType<>(String.join("|", names), "one of " + String.join(", ", names),
                    text -> values.stream().filter(value -> name.apply(value).equalsIgnoreCase(text)).findFirst().orElse(null));
        }

        public static <E extends Enum<E>> ValueType<E> oneOf(E[] constants) {
            return oneOf(List.of(constants), constant -> constant.name().toLowerCase(Locale.ROOT));
        }

        public static ValueType<String> oneOf(String... names) {
            return oneOf(Arrays.asList(names), name -> name);
        }

        public static ValueType<Integer> number(int least, int most) {
            return number("NUMBER", "a whole number", least, most);
        }

        /** Returns the type of whole numbers with a placeholder and a noun of their own: SECONDS, a whole number of seconds. */
        public static ValueType<Integer> number(String label, String noun, int least, int most) {
            return parsed(label, noun + " from " + least + " to " + most, ValueType::whole)
                    .validatedBy(number -> number >= least && number <= most);
        }

        /** Parses ASCII digits only; Integer.parseInt accepts a plus sign and the digits of other scripts too. */
        public static int whole(String text) {
            if (!text.matches("[0-9]+")) {
                throw new NumberFormatException(text);
            }
            return Integer.parseInt(text);
        }

        /** Returns a type whose parser throws an IllegalArgumentException or DateTimeException for a text that is not allowed. */
        public static <T> ValueType<T> parsed(String label, String constraint, Function<String, T> parser) {
            return new ValueType<>(label, constraint, text -> {
                try {
                    return parser.apply(text);
                } catch (IllegalArgumentException | DateTimeException e) {
                    return null;
                }
            });
        }

        public static ValueType<String> text(String label, String constraint, String pattern) {
            Pattern whole = Pattern.compile(pattern);
            return new ValueType<>(label, constraint, text -> whole.matcher(text).matches() ? text : null);
        }

        public static ValueType<Optional<Path>> file() {
            return parsed("FILE", "the path of a file", Path::of).optional();
        }

        public ValueType<T> validatedBy(Predicate<T> condition) {
            return new ValueType<>(label, constraint, text -> {
                T value = parser.parse(text);
                return value != null && condition.test(value) ? value : null;
            });
        }

        public ValueType<T> advisedBy(UnaryOperator<String> words) {
            return new ValueType<>(label, constraint, parser, words);
        }

        public ValueType<T> labelled(String placeholder) {
            return new ValueType<>(placeholder, constraint, parser, advice);
        }

        /** Returns this type, in which an empty text means an absent value. */
        public ValueType<Optional<T>> optional() {
            return absentAs("", constraint + ", or nothing");
        }

        public ValueType<Optional<T>> or(String word) {
            return absentAs(word, word + ", or " + constraint);
        }

        private ValueType<Optional<T>> absentAs(String word, String allowed) {
            return new ValueType<>(label, allowed, text -> {
                if (text.equalsIgnoreCase(word)) {
                    return Optional.empty();
                }
                T value = parser.parse(text);
                return value == null ? null : Optional.of(value);
            });
        }

        /** Returns the type of a list of such values, separated by commas; an empty text is an empty list. */
        public ValueType<List<T>> list() {
            return new ValueType<>(label + ",...", constraint + ", several with commas between them", text -> {
                List<T> values = new ArrayList<>();
                for (String part : text.split(",")) {
                    T value = part.isBlank() ? null : parser.parse(part.strip());
                    if (value != null) {
                        values.add(value);
                    } else if (!part.isBlank()) {
                        return null;
                    }
                }
                return List.copyOf(values);
            });
        }

        private static @Nullable Boolean truth(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "on", "yes" -> true;
                case "false", "off", "no" -> false;
                default -> null;
            };
        }
    }
}
