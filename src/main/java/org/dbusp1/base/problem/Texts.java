package org.dbusp1.base.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.dbusp1.base.process.Program;

/**
 * The texts for the owner in one language, for logs, the D-Bus, JSON and all pages, from texts_LANGUAGE.properties. On a GX device that
 * cannot show the driver's own pages, texts that name pages are replaced by those of texts_LANGUAGE_without_pages.properties. The only
 * place where a row is chosen and filled: all outputs get ready sentences.
 */
public final class Texts {
    /** The language of logs, of the D-Bus, and of owners with a language that is not among {@link #LANGUAGES}. */
    public static final String ENGLISH = "en";
    public static final List<String> LANGUAGES = List.of(ENGLISH, "nl", "de", "fr");
    private static final boolean SHOWS_PAGES = Program.showsPages(Path.of("/"));
    /** Those that were used: an event must be said also while the disk hangs. */
    private static final Map<String, Texts> READ = new ConcurrentHashMap<>();

    /** Begins the rows with words of the screen. */
    private static final String SCREEN = "screen.";
    /** In place of a figure that is not known. */
    private static final String UNKNOWN = "--";
    /** The way through the menus to the place of a remedy: on our pages a row opens it. */
    private static final Pattern WAY = Pattern.compile("\\s?: \\{\\w+}(, \\{\\w+})+| \\(\\{\\w+}(, \\{\\w+})+\\)");

    /** What follows the name of another meter: its service, program and port are for the log. */
    private static final Pattern SERVICE = Pattern.compile(" \\(com\\.victronenergy\\..*\\)$");

    private final Properties rows;
    private final boolean forPages;

    Texts(String language, boolean pages) {
        this(resources(language, pages));
    }

    private Texts(List<String> resources) {
        this(new Properties(), false);
        for (String name : resources) {
            try (InputStream file = Texts.class.getResourceAsStream(name)) {
                rows.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Texts(Properties rows, boolean forPages) {
        this.rows = rows;
        this.forPages = forPages;
    }

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
     * Returns the texts in a language for the driver's own pages on the screen of a GX device: without the way to the place of a
     * remedy, and with words of the screen left as {ids} of its own catalogue, because it knows more languages.
     */
    public static Texts onScreen(String language) {
        return new Texts(in(language).rows, true);
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
        String template = template(key, key);
        // By hand, because a regular expression is slow at the start.
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
            text.append(template, at, open);
            at = template.indexOf('}', open) + 1;
            String name = template.substring(open + 1, at - 1);
            Object fact = facts.get(name);
            text.append(fact != null ? fact : template("name." + name, template(SCREEN + name, UNKNOWN)));
        }
        return text.append(template, at, template.length()).toString();
    }

    public boolean has(String key) {
        return rows.containsKey(key);
    }

    /** Returns a row as it is written, without the way to a place and with the {ids} of words of the screen if it is for our pages. */
    private String template(String key, String absent) {
        String row = rows.getProperty(key);
        if (row == null) {
            return absent;
        }
        if (!forPages) {
            return row;
        }
        return key.startsWith(SCREEN) ? "{" + key.substring(SCREEN.length()) + "}" : WAY.matcher(row).replaceAll("");
    }

    /** Returns a finding's sentence, without a full stop; a role is named as on the screen. */
    public String text(Finding found) {
        Map<String, Object> facts = factsWithCause(found);
        facts.computeIfPresent(Finding.DETAIL, (name, detail) -> rows.getProperty("role." + detail,
                forPages ? SERVICE.matcher(detail.toString()).replaceFirst("") : detail.toString()));
        return text(row(found, ""), facts);
    }

    private Map<String, Object> factsWithCause(Finding found) {
        Map<String, Object> facts = new HashMap<>(found.facts());
        Finding cause = found.cause();
        if (cause != null) {
            facts.put(Finding.CAUSE, text(cause));
        }
        return facts;
    }

    /** Returns the remedy, without a full stop; empty if there is none. */
    public String remedy(Finding found) {
        Finding cause = found.cause();
        String row = row(cause == null ? found : cause, ".remedy");
        return rows.containsKey(row) ? text(row, found.facts()) : "";
    }

    /** Returns {@link #text(Finding)} and {@link #remedy}, without the last full stop. */
    public String both(Finding found) {
        String remedy = remedy(found);
        return text(found) + (remedy.isEmpty() ? "" : ". " + remedy);
    }

    public String brief(Finding found) {
        String own = row(found, ".short");
        return text(rows.containsKey(own) ? own : found.condition().subject().name().toLowerCase(Locale.ROOT) + ".short", found.facts());
    }

    /** Returns the sentence with which a finding is told when it begins, and its remedy, each with a full stop. */
    public String sentences(Finding found) {
        String event = row(found, ".event");
        String text = text(rows.containsKey(event) ? event : row(found, ""), factsWithCause(found));
        String remedy = remedy(found);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + "." + (remedy.isEmpty() ? "" : " " + stopped(remedy));
    }

    /** Returns the sentence with which it is told that a finding is over, with a full stop. @param event of its condition */
    public String ended(Finding found, EventType event) {
        return text("event." + event.endKey(), found.facts());
    }

    /** Returns words with a full stop; empty for none. */
    public static String stopped(String words) {
        return words.isEmpty() ? "" : words + ".";
    }

    /** The only place that chooses the row of a text: that of the finding's case, else that of its condition. */
    private String row(Finding found, String ending) {
        String ofCase = found.condition().id() + "." + found.detail() + ending;
        return rows.containsKey(ofCase) ? ofCase : found.condition().id() + ending;
    }
}
