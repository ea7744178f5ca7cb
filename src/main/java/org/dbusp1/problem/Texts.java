package org.dbusp1.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The texts for the owner in one language: what the driver says in logs, on the D-Bus and in JSON, and what the pages on the screen of
 * a GX device and the web page say too. They are in texts_LANGUAGE.properties and nowhere else. On a GX device whose screen cannot show
 * the driver's own pages, texts that name these are replaced by those of texts_LANGUAGE_without_pages.properties.
 */
public final class Texts {
    /** The language of logs, of the D-Bus, and of owners whose language is not among {@link #LANGUAGES}. */
    public static final String ENGLISH = "en";
    /** The languages of the texts. */
    public static final List<String> LANGUAGES = List.of(ENGLISH, "nl", "de", "fr");
    /** Whether the screen can show the driver's own pages; the launcher knows the firmware. */
    private static final boolean PAGES = !"true".equals(System.getProperty("dbus-p1.without-pages"));
    private static final Texts IN_ENGLISH = new Texts(ENGLISH, PAGES);

    private final Properties rows = new Properties();

    Texts(String language, boolean pages) {
        for (String name : files(language, pages)) {
            try (InputStream file = Texts.class.getResourceAsStream(name)) {
                rows.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            } catch (IOException damaged) {
                throw new UncheckedIOException(damaged);
            }
        }
    }

    /** Returns the files with the texts in a language, as resources; a text of a later one counts. */
    public static List<String> files(String language) {
        return files(language, PAGES);
    }

    private static List<String> files(String language, boolean pages) {
        String name = "/org/dbusp1/problem/texts_" + language;
        return pages ? List.of(name + ".properties") : List.of(name + ".properties", name + "_without_pages.properties");
    }

    /**
     * Returns the texts in a language. Those in English stay in memory; the others are for events, which are rare.
     *
     * @param language of two letters, as {@code nl}; English where there are no texts in it
     */
    public static Texts in(String language) {
        return language.equals(ENGLISH) || !LANGUAGES.contains(language) ? IN_ENGLISH : new Texts(language, PAGES);
    }

    /** Returns a text with its {places} filled: by facts, else by our own names, else by words of the screen of a GX device. */
    public String text(String key, Map<String, ?> facts) {
        String row = rows.getProperty(key, key);
        // By hand: the first verdict comes before the first value, and regular expressions took 27 ms of the processor instead of 8.
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int place = row.indexOf('{'); place >= 0; place = row.indexOf('{', at)) {
            text.append(row, at, place);
            at = row.indexOf('}', place) + 1;
            String name = row.substring(place + 1, at - 1);
            Object fact = facts.get(name);
            text.append(fact != null ? fact : rows.getProperty("name." + name, rows.getProperty("screen." + name)));
        }
        return text.append(row, at, row.length()).toString();
    }

    /** Returns an entry's sentence, without a full stop. @param detail what it names, or a case of it that has texts of its own */
    public String text(Problem entry, String detail) {
        return text(row(entry, detail, ""), Map.of("detail", detail));
    }

    /** Returns what the owner should do about it, without a full stop; empty where nothing is to be done. */
    public String remedy(Problem entry, String detail) {
        String key = row(entry, detail, ".remedy");
        return rows.containsKey(key) ? text(key, Map.of("detail", detail)) : "";
    }

    /** Returns what happened and what to do, each with its full stop. @param facts what the texts name, the detail too */
    public String sentences(Problem entry, Map<String, ?> facts) {
        Object detail = facts.get("detail");
        String found = detail == null ? "" : detail.toString();
        String event = entry.id() + ".event";
        String remedy = row(entry, found, ".remedy");
        String text = text(rows.containsKey(event) ? event : row(entry, found, ""), facts);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + "."
                + (rows.containsKey(remedy) ? " " + text(remedy, facts) + "." : "");
    }

    /** Returns the row of an entry with this detail, else that of the entry. */
    private String row(Problem entry, String detail, String ending) {
        String ofDetail = entry.id() + "." + detail + ending;
        return rows.containsKey(ofDetail) ? ofDetail : entry.id() + ending;
    }
}
