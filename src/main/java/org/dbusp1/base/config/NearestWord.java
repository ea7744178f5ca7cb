package org.dbusp1.base.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the known word that a mistyped word was probably meant to be, or the word that has taken its place. */
public final class NearestWord {
    /** What to write instead of keys and options that a newcomer guesses: no near word helps. */
    private static final Map<String, String> REPLACED = Map.ofEntries(
            Map.entry("--connect", "tcp://HOST:PORT"),
            Map.entry("--homewizard", "homewizard://HOST"),
            Map.entry("mqtt.enabled", "mqtt.url"),
            Map.entry("--replay", "the path of the log alone"),
            Map.entry("--serial", "the path of the port alone, such as /dev/ttyUSB0"),
            Map.entry("serial.port", "source"),
            Map.entry("--simulate", "simulate:NAME"));

    private NearestWord() {
    }

    /**
     * Returns the known word that needs the fewest changes of letters, ignoring upper and lower case; of equals the first.
     * Empty when more than a third of the letters of the shorter word would change; one change is always allowed.
     */
    public static Optional<String> nearest(String word, Collection<String> words) {
        return words.stream().min(Comparator.comparingInt(known -> distance(small(word), small(known)))).filter(known ->
                distance(small(word), small(known)) <= Math.max(1, Math.min(word.length(), known.length()) / 3));
    }

    private static String small(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the end of a message about a key, option or command that there is not: {@code ; write NAME} if another one has taken its
     * place, else {@code ; the nearest is NAME}; empty if no word is near.
     */
    public static String hint(String word, Collection<String> words) {
        String instead = REPLACED.getOrDefault(word, REPLACED.get(word.replaceFirst("^--", "")));
        return instead != null ? "; write " + instead : nearest(word, words).map(near -> "; the nearest is " + near).orElse("");
    }

    /** Returns Levenshtein's distance, with an exchange of two neighbouring letters as one change. */
    static int distance(String text, String other) {
        int[][] changes = new int[text.length() + 1][other.length() + 1];
        for (int i = 0; i <= text.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                changes[i][j] = i == 0 || j == 0 ? i + j : Math.min(
                        changes[i - 1][j - 1] + (text.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1),
                        1 + Math.min(changes[i - 1][j], changes[i][j - 1]));
                if (i > 1 && j > 1 && text.charAt(i - 1) == other.charAt(j - 2) && text.charAt(i - 2) == other.charAt(j - 1)) {
                    changes[i][j] = Math.min(changes[i][j], changes[i - 2][j - 2] + 1);
                }
            }
        }
        return changes[text.length()][other.length()];
    }
}
