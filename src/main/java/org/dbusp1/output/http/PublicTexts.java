package org.dbusp1.output.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.NumberMask;
import org.dbusp1.output.EventJson;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.feedback.Event;
import org.jspecify.annotations.Nullable;

/** The texts that may contain a number of the house's meters, as clients of the web server see them: without it. Thread safe. */
final class PublicTexts {
    private final Supplier<@Nullable MeterKey> key;
    /** The JSON of each event that is shown, by its identity. */
    private Map<Event, String> events = new IdentityHashMap<>();

    /** @param key returns the key of the meter; null while it is not known */
    PublicTexts(Supplier<@Nullable MeterKey> key) {
        this.key = key;
    }

    /** Returns the first line of a telegram, which for many meters contains the meter's number. */
    static String identification(MeterIdentity meter) {
        return NumberMask.NUMBERS.shorten(meter.identification());
    }

    /** Returns a text about a fault, which may name a topic or a file of the meter. */
    String fault(String text) {
        return NumberMask.withoutKey(text, key.get());
    }

    /** Returns events as a JSON array, each with its text in the languages of the page. An event is written once. */
    synchronized String events(List<Event> shown) {
        Map<Event, String> written = new IdentityHashMap<>();
        for (Event event : shown) {
            String known = events.get(event);
            written.put(event, known == null ? json(masked(event)) : known);
        }
        events = written;
        return shown.stream().map(written::get).collect(Collectors.joining(",", "[", "]"));
    }

    private Event masked(Event event) {
        boolean numbers = event.type() == EventType.CABLES_EXCHANGED;
        Map<String, Object> facts = new HashMap<>(event.facts());
        facts.replaceAll((name, fact) -> fact instanceof String text ? numbers ? NumberMask.ALL.shorten(text) : fault(text) : fact);
        return new Event(event.condition(), event.begins(), event.severity(), event.time(), facts);
    }

    private static String json(Event event) {
        return new String(JsonWriter.of(json -> {
            EventJson.write(event, json);
            json.object("texts", texts -> {
                for (String language : Texts.LANGUAGES) {
                    texts.writeStringField(language, event.text(language));
                }
            });
        }), StandardCharsets.UTF_8);
    }
}
