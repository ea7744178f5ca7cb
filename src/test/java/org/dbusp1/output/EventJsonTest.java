package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.fleet.JsonTree;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.TestFindings;
import org.junit.jupiter.api.Test;

/** Each event has each name once, whatever its facts are called. */
class EventJsonTest {
    private static final Instant NOON = Instant.parse("2026-06-21T12:00:00Z");
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");

    private static List<String> places(String text) {
        List<String> names = new ArrayList<>();
        for (Matcher place = PLACE.matcher(text); place.find();) {
            names.add(place.group(1));
        }
        return names;
    }

    /** The facts that the texts of a condition name, and one with the name of each field. */
    private static Map<String, Object> facts(Condition condition) {
        Map<String, Object> facts = new HashMap<>();
        for (String language : Texts.LANGUAGES) {
            places(new Event(new Finding(condition, Gravity.ACT, Map.of()), true, NOON).text(language))
                    .forEach(name -> facts.put(name, "fact of " + name));
        }
        return facts;
    }

    @Test
    void noFactTakesTheNameOfAField() throws Exception {
        int kinds = 0;
        for (Condition condition : Condition.values()) {
            if (condition.event() == null) {
                continue;
            }
            kinds++;
            Map<String, Object> named = facts(condition);
            assertThat(named).as(condition.id()).doesNotContainKeys(EventJson.FIELDS.toArray(String[]::new));
            Map<String, Object> all = new HashMap<>(named);
            EventJson.FIELDS.forEach(field -> all.put(field, "fact of " + field));
            for (boolean begins : new boolean[] {true, false}) {
                Event event = TestFindings.event(condition, begins, Gravity.ACT, NOON, all);
                JsonTree json = JsonTree.of(JsonWriter.of(writer -> EventJson.write(event, writer)));
                assertThat(json.get("time").text()).as(condition.id()).isEqualTo(NOON.toString());
                assertThat(json.get("kind").text()).isEqualTo(event.type().key());
            }
        }
        assertThat(kinds).isGreaterThanOrEqualTo(EventType.values().length);
    }
}
