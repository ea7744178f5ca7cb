package org.dbusp1.config;

import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a configuration value may be.
 *
 * @param label   its place holder in help: {@code NUMBER}
 * @param allowed in words: {@code a whole number from 0 to 2}
 * @param reader  from text to value; empty when the text is not allowed
 */
public record Kind<T>(String label, String allowed, Function<String, Optional<T>> reader) {

    static Kind<Boolean> trueOrFalse() {
        return new Kind<>("true|false", "true or false", Kind::truth);
    }

    public static Kind<Boolean> onOrOff() {
        return new Kind<>("on|off", "on or off", Kind::truth);
    }

    /** One of a few values, each with its name. */
    public static <T> Kind<T> oneOf(List<T> values, Function<T, String> name) {
        List<String> names = values.stream().map(name).toList();
        return new Kind<>(String.join("|", names), "one of " + String.join(", ", names),
                text -> values.stream().filter(value -> name.apply(value).equals(text)).findFirst());
    }

    public static Kind<String> oneOf(String... names) {
        return oneOf(Arrays.asList(names), name -> name);
    }

    static Kind<Integer> number(int least, int most) {
        return parsed("NUMBER", "a whole number from " + least + " to " + most, Integer::valueOf)
                .when(number -> number >= least && number <= most);
    }

    /** What a type reads itself, saying with IllegalArgumentException or DateTimeException that it cannot. */
    public static <T> Kind<T> parsed(String label, String allowed, Function<String, T> parser) {
        return new Kind<>(label, allowed, text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException | DateTimeException wrong) {
                return Optional.empty();
            }
        });
    }

    /** Text of which a pattern is known. */
    static Kind<String> text(String label, String allowed, String pattern) {
        Pattern whole = Pattern.compile(pattern);
        return new Kind<>(label, allowed, text -> whole.matcher(text).matches() ? Optional.of(text)
                : Optional.empty());
    }

    /** Those of them that fulfil a condition, which is already told in what is allowed. */
    Kind<T> when(Predicate<T> condition) {
        return new Kind<>(label, allowed, text -> reader.apply(text).filter(condition));
    }

    /** The same with another place holder, where the values are many. */
    Kind<T> labelled(String placeHolder) {
        return new Kind<>(placeHolder, allowed, reader);
    }

    /** The same, or nothing. */
    Kind<Optional<T>> orNothing() {
        return new Kind<>(label, allowed + ", or nothing",
                text -> text.isEmpty() ? Optional.of(Optional.empty()) : reader.apply(text).map(Optional::of));
    }

    /** The same, or a word for none of them. */
    Kind<Optional<T>> or(String word) {
        return new Kind<>(label, word + ", or " + allowed,
                text -> text.equals(word) ? Optional.of(Optional.empty()) : reader.apply(text).map(Optional::of));
    }

    /** Any number of them with commas between; nothing is an empty list. */
    Kind<List<T>> list() {
        return new Kind<>(label + ",...", allowed + ", several with commas between them", text -> {
            List<Optional<T>> values = Arrays.stream(text.split(",")).map(String::strip)
                    .filter(part -> !part.isEmpty()).map(reader).toList();
            return values.stream().allMatch(Optional::isPresent)
                    ? Optional.of(values.stream().map(Optional::get).toList()) : Optional.empty();
        });
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text) {
            case "true", "on", "yes" -> Optional.of(true);
            case "false", "off", "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
