package org.dbusp1.output;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.output.feedback.Event;

/** Writes the fields of an event, which are the same in each output. */
public final class EventJson {
    /** The names of an event's own fields in JSON, which no fact can have. */
    public static final Set<String> FIELDS = Set.of("event_type", "kind", "problem", "begins", "severity", "time", "text", "texts");

    private EventJson() {
    }

    /** Writes the fields into an object; {@code event_type} is the name that Home Assistant expects. */
    public static void write(Event event, JsonWriter json) throws IOException {
        json.writeStringField("event_type", event.key());
        json.writeStringField("kind", event.type().key());
        json.writeStringField("problem", event.condition().id());
        json.writeBooleanField("begins", event.begins());
        json.writeStringField("severity", event.found().gravity().severity());
        json.writeStringField("time", event.time().truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeStringField("text", event.text(Texts.ENGLISH));
        for (Map.Entry<String, Object> fact : new TreeMap<>(event.found().facts()).entrySet()) {
            if (FIELDS.contains(fact.getKey())) {
                continue;
            }
            if (fact.getValue() instanceof Long number) {
                json.writeNumberField(fact.getKey(), number);
            } else {
                json.writeStringField(fact.getKey(), fact.getValue().toString());
            }
        }
    }
}
