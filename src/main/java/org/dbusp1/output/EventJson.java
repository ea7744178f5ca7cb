package org.dbusp1.output;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.output.feedback.Event;

/** Writes the fields of an event, which are the same in each output. */
public final class EventJson {
    private EventJson() {
    }

    /** Writes the fields into an object; {@code event_type} is the name that Home Assistant expects. */
    public static void write(Event event, JsonWriter json) throws IOException {
        json.writeStringField("event_type", event.key());
        json.writeStringField("kind", event.type().key());
        json.writeStringField("problem", event.condition().id());
        json.writeBooleanField("begins", event.begins());
        json.writeStringField("severity", event.severity().key());
        json.writeStringField("time", event.time().truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeStringField("text", event.text(Texts.ENGLISH));
        for (Map.Entry<String, Object> fact : new TreeMap<>(event.facts()).entrySet()) {
            if (fact.getValue() instanceof Long number) {
                json.writeNumberField(fact.getKey(), number);
            } else {
                json.writeStringField(fact.getKey(), fact.getValue().toString());
            }
        }
    }
}
