package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import org.dbusp1.output.http.HttpOutput;
import org.junit.jupiter.api.Test;

/** The page has a text for each kind of event that is recorded. */
class EventTextsTest {
    @Test
    void everyKindOfEventHasAText() throws Exception {
        // meter and mbus_1: another meter, another M-Bus device.
        Set<String> kinds = new TreeSet<>(Set.of(Recorder.OUTAGE, "meter", "mbus"));
        Recorder.WATCHED.forEach(quantity -> kinds.add(quantity.key().replaceFirst("_l[1-3]$", "")));
        Set<String> texts = new TreeSet<>();
        try (InputStream table = HttpOutput.class.getResourceAsStream("texts/en.json")) {
            new ObjectMapper().readTree(table).path("eventKinds").fieldNames().forEachRemaining(texts::add);
        }

        assertThat(texts).isEqualTo(kinds);
    }
}
