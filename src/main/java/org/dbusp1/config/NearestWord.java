package org.dbusp1.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that a mistyped one was probably meant to be. */
public final class NearestWord {
    private NearestWord() {
    }

    /** The word with the fewest letters to change, the first of equals; empty when more than a third of it would change. */
    public static Optional<String> nearest(String word, Collection<String> words) {
        return words.stream().min(Comparator.comparingInt(known -> distance(word, known)))
                .filter(known -> distance(word, known) <= Math.max(1, Math.min(word.length(), known.length()) / 3));
    }

    /** The nearest word as the end of a message, {@code ; the nearest is NAME}; nothing where none is near. */
    public static String hint(String word, Collection<String> words) {
        return nearest(word, words).map(near -> "; the nearest is " + near).orElse("");
    }

    /** Levenshtein's distance. */
    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
