package org.dbusp1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A table of texts in one language: a text by its id in each line. */
public final class TextTable {
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");

    private TextTable() {
    }

    /** Returns the rows as they are written: a repeated one fails. */
    public static Map<String, String> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
    }

    /** Returns the places of a text that are filled with facts. */
    public static TreeSet<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
