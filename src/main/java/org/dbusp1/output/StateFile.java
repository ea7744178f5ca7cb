package org.dbusp1.output;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A small file of facts, a line for each, as {@link Properties} reads it; only its owner can read it. */
public final class StateFile {
    /** Bytes; a file that is longer was not written by this program. */
    private static final long LONGEST = 256 * 1024;

    private StateFile() {
    }

    /**
     * What the file holds; nothing where there is none.
     *
     * @throws IOException              when it cannot be read, or is no file of this program
     * @throws IllegalArgumentException when it is damaged
     */
    public static Properties read(Path file) throws IOException {
        Properties found = new Properties();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
            throw new IOException("no file of this program");
        }
        try (Reader in = Files.newBufferedReader(file)) {
            found.load(in);
        }
        return found;
    }

    /**
     * Writes the file anew. Properties could write themselves, but a date with them, and for its name a megabyte of
     * Java's locales.
     *
     * @param about what the facts are, for readers of the file
     */
    public static void write(Path file, String about, Map<?, ?> facts) throws IOException {
        StringBuilder text = new StringBuilder("# ").append(about).append('\n');
        facts.forEach((name, fact) -> text.append(escaped(name)).append('=').append(escaped(fact)).append('\n'));
        WholeFile.writePrivate(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link Properties#load(Reader)} reads it. */
    private static String escaped(Object word) {
        StringBuilder escaped = new StringBuilder();
        for (char character : word.toString().toCharArray()) {
            int control = "\n\r\t\f".indexOf(character);
            if (control >= 0 || "\\ :=#!".indexOf(character) >= 0) {
                escaped.append('\\');
            }
            escaped.append(control >= 0 ? "nrtf".charAt(control) : character);
        }
        return escaped.toString();
    }
}
