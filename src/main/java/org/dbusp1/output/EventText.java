package org.dbusp1.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The texts of events for the owner. Events are rare: a file of texts is read for each, and none is kept. */
public final class EventText {
    /** The language of owners whose language is not among these. */
    public static final String ENGLISH = "en";
    public static final List<String> LANGUAGES = List.of(ENGLISH, "nl", "de", "fr");

    private EventText() {
    }

    /** Returns the text in English. */
    public static String of(Event event) {
        return of(event, ENGLISH);
    }

    /** Returns the text. @param language of two letters, as {@code nl}; English where there is no text in it */
    public static String of(Event event, String language) {
        Properties texts = texts(LANGUAGES.contains(language) ? language : ENGLISH);
        String key = event.begins() ? event.kind().key() + (event.variant().isEmpty() ? "" : "." + event.variant())
                : Event.over(event.kind());
        String text = texts.getProperty(key, key);
        for (Map.Entry<String, Object> fact : event.facts().entrySet()) {
            text = text.replace("{" + fact.getKey() + "}", fact.getValue().toString());
        }
        return text;
    }

    private static Properties texts(String language) {
        Properties texts = new Properties();
        try (InputStream file = EventText.class.getResourceAsStream("events_" + language + ".properties")) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
        return texts;
    }
}
