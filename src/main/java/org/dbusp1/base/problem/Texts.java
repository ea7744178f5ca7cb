package org.dbusp1.base.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts for the owner in one language, for logs, the D-Bus, JSON and all pages, from texts_LANGUAGE.properties. On a GX device that
 * cannot show the driver's own pages, texts that name pages are replaced by those of texts_LANGUAGE_without_pages.properties.
 */
public final class Texts {
    /** The language of logs, of the D-Bus, and of owners with a language that is not among {@link #LANGUAGES}. */
    public static final String ENGLISH = "en";
    public static final List<String> LANGUAGES = List.of(ENGLISH, "nl", "de", "fr");
    /** False if the screen cannot show the driver's own pages; the launcher knows the firmware. */
    private static final boolean SHOWS_PAGES = !"true".equals(System.getProperty("dbus-p1.without-pages"));
    /** Those that were used: an event must be said also while the disk hangs. */
    private static final Map<String, Texts> READ = new ConcurrentHashMap<>();

    private final Properties rows = new Properties();

    Texts(String language, boolean pages) {
        this(resources(language, pages));
    }

    private Texts(List<String> resources) {
        for (String name : resources) {
            try (InputStream file = Texts.class.getResourceAsStream(name)) {
                rows.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the resources with the texts in a language; a later resource has precedence. */
    public static List<String> resources(String language) {
        return resources(language, SHOWS_PAGES);
    }

    private static List<String> resources(String language, boolean pages) {
        String name = "/org/dbusp1/base/problem/texts_" + language;
        return pages ? List.of(name + ".properties") : List.of(name + ".properties", name + "_without_pages.properties");
    }

    /**
     * Returns the texts in a language. They are read from a file at their first use only.
     *
     * @param language of two letters, such as {@code nl}; English for a language without texts
     */
    public static Texts in(String language) {
        return READ.computeIfAbsent(LANGUAGES.contains(language) ? language : ENGLISH, name -> new Texts(name, SHOWS_PAGES));
    }

    /**
     * Returns the texts in a language together with those of texts_LANGUAGE.properties of a package below {@code org.dbusp1}.
     *
     * @param language of two letters; English for a language without texts
     * @param packageName the package's last name
     */
    public static Texts in(String language, String packageName) {
        String known = LANGUAGES.contains(language) ? language : ENGLISH;
        List<String> resources = new ArrayList<>(resources(known));
        resources.add("/org/dbusp1/" + packageName + "/texts_" + known + ".properties");
        return new Texts(resources);
    }

    /**
     * Returns a text with its {names} filled: by facts, else by the driver's own names, else by words of the screen of a GX device. A
     * key without a text is returned itself.
     */
    public String text(String key, Map<String, ?> facts) {
        String template = rows.getProperty(key, key);
        // By hand, because a regular expression is slow at the start.
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
            text.append(template, at, open);
            at = template.indexOf('}', open) + 1;
            String name = template.substring(open + 1, at - 1);
            Object fact = facts.get(name);
            text.append(fact != null ? fact : rows.getProperty("name." + name, rows.getProperty("screen." + name)));
        }
        return text.append(template, at, template.length()).toString();
    }

    /**
     * Returns an entry's sentence, without a full stop.
     *
     * @param detail the thing that the sentence names, or a case with its own texts; a role is named as on the screen
     */
    public String text(Condition entry, String detail) {
        return text(textKey(entry, detail, ""), Map.of("detail", rows.getProperty("role." + detail, detail)));
    }

    /** Returns the remedy, without a full stop; empty if no remedy is needed. */
    public String remedy(Condition entry, String detail) {
        String key = textKey(entry, detail, ".remedy");
        return rows.containsKey(key) ? text(key, Map.of("detail", detail)) : "";
    }

    /**
     * Returns the sentence of an event and its remedy, each with a full stop.
     *
     * @param facts for the texts, including the detail
     */
    public String sentences(Condition entry, Map<String, ?> facts) {
        Object detail = facts.get("detail");
        String found = detail == null ? "" : detail.toString();
        String event = entry.id() + ".event";
        String remedy = textKey(entry, found, ".remedy");
        String text = text(rows.containsKey(event) ? event : textKey(entry, found, ""), facts);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + "."
                + (rows.containsKey(remedy) ? " " + text(remedy, facts) + "." : "");
    }

    /** The row of an entry with this detail, else that of the entry. */
    private String textKey(Condition entry, String detail, String ending) {
        String ofDetail = entry.id() + "." + detail + ending;
        return rows.containsKey(ofDetail) ? ofDetail : entry.id() + ending;
    }
}
