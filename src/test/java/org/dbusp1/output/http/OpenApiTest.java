package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.Archive;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.TestFindings;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds the description of the API against the server. */
@Timeout(180)
class OpenApiTest {
    @AutoClose
    private final Web web = Web.open();

    /** The description is made of the table of addresses, so that only those count that are switched on. */
    @Test
    void namesTheAddressesThatAreServed() throws Exception {
        assertThat(Web.names(web.json("/api/openapi.json").path("paths")))
                .contains("/api/now", "/healthz", "/metrics", "/api/v1/identify").doesNotContain("/api/history");
        web.output.snapshot(Bills.flanders().next());
        for (String path : Web.names(web.json("/api/openapi.json").path("paths"))) {
            assertThat(web.send("HEAD", path).statusCode()).as(path).isEqualTo(path.endsWith("identify") ? 405 : 200);
        }
        try (Web recording = new Web(Web.settings(Web.ANYBODY), new SampleArchive(Instant.now(), true))) {
            assertThat(Web.names(recording.json("/api/openapi.json").path("paths"))).contains("/api/history", "/api/history.csv");
        }
    }

    @Test
    void eachReferenceLeadsSomewhereAndNoSentenceIsThereTwice() throws Exception {
        try (Web recording = new Web(Web.settings(Web.ANYBODY), new SampleArchive(Instant.now(), true))) {
            JsonNode api = recording.json("/api/openapi.json");
            List<String> references = api.findValuesAsText("$ref");
            assertThat(references).hasSizeGreaterThan(30).allMatch(reference -> !api.at(reference.substring(1)).isMissingNode());
            List<String> sentences = new ArrayList<>(api.findValuesAsText("summary"));
            sentences.addAll(api.path("components").findValuesAsText("description"));
            assertThat(sentences).filteredOn(sentence -> sentence.contains(" ")).hasSizeGreaterThan(40).doesNotHaveDuplicates();
        }
    }

    @Test
    void knowsEveryTableAndStepOfTheHistory() throws Exception {
        JsonNode parts = web.json("/api/openapi.json").path("components");
        assertThat(parts.at("/schemas/Table/enum")).extracting(JsonNode::asText)
                .containsExactlyElementsOf(Stream.of(Archive.Table.values()).map(Archive.Table::title).toList());
        assertThat(parts.at("/parameters/step/schema/enum")).extracting(JsonNode::asText)
                .containsExactlyElementsOf(Stream.of(Archive.Step.values()).map(Archive.Step::title).toList());
    }

    @Test
    void knowsEveryFieldOfWhatIsValidNow() throws Exception {
        web.output.snapshot(new SampleMeter("emucs17", Wiring.THREE_PHASES, SampleMeter.START, SimulatedMedium.GAS).next());
        web.output.rejected(new RejectedFrame(new byte[1], 0, Instant.now(), RejectCause.CRC));
        JsonNode schemas = web.json("/api/openapi.json").at("/components/schemas");
        JsonNode now = web.json("/api/now");

        assertThat(Web.names(schemas.at("/Now/properties"))).containsAll(Web.names(now));
        assertThat(Web.names(schemas.at("/Device/properties"))).containsAll(Web.names(now.at("/devices/0")));
    }

    @Test
    void knowsEveryFieldOfAnEvent() throws Exception {
        assertThat(web.json("/api/now").path("events")).isEmpty();
        Event event = TestFindings.event(Condition.METER_MONTH_PEAK, true, Gravity.ACT, Instant.parse("2026-11-22T12:00:00.5Z"),
                Map.of("watts", 1200L, "minutes", 7L, "detail", "x"));
        web.driver.board().told(event);
        web.output.event(event);
        JsonNode shown = web.json("/api/now").at("/events/0");

        assertThat(Web.names(web.json("/api/openapi.json").at("/components/schemas/Event/properties"))).hasSameElementsAs(Web.names(shown));
        assertThat(shown.path("event_type").asText()).isEqualTo("month_peak");
        assertThat(shown.path("watts").asLong()).isEqualTo(1200);
        assertThat(shown.path("time").asText()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(shown.path("texts").path("nl").asText()).contains("maandpiek", "1200 W");
        assertThat(web.json("/api/openapi.json").at("/components/schemas/Event/properties/kind/enum")).extracting(JsonNode::asText)
                .containsExactlyElementsOf(Stream.of(EventType.values()).map(EventType::key).toList());
    }

    /** The page is switched on after an event has begun: it shows the event. */
    @Test
    void anOutputThatStartsLaterKnowsTheLastEventOfEachKind() throws Exception {
        DriverState driver = new DriverState(OwnerChoices.none());
        for (int i = 0; i < 3; i++) {
            driver.board().told(TestFindings.event(Condition.LINE_SILENT, i != 1, Gravity.ALARM, Instant.ofEpochSecond(i), Map.of()));
        }
        driver.board().told(new Event(new Finding(Condition.METER_POWER_GONE, Gravity.WELL, Map.of()), false, Instant.ofEpochSecond(1)));
        try (Web later = new Web(Web.settings(Web.ANYBODY), null, driver)) {
            assertThat(later.json("/api/now").path("events")).extracting(event -> event.path("event_type").asText())
                    .containsExactly("meter_silent", "port_closed_over");
        }
    }

    @Test
    void knowsEveryFact() throws Exception {
        web.output.snapshot(Bills.flanders().next());
        JsonNode demand = web.json("/api/now").path("demand");

        JsonNode schemas = web.json("/api/openapi.json").at("/components/schemas");
        JsonNode facts = schemas.at("/Now/properties/demand/properties");

        assertThat(Web.names(facts)).containsAll(Web.names(demand));
        assertThat(facts.at("/limiter_state/enum")).hasSameSizeAs(Condition.all(Condition.Subject.LIMITER));
        assertThat(facts.at("/start/format").asText()).isEqualTo("date-time");
        assertThat(facts.at("/peaks/items/$ref").asText()).isEqualTo("#/components/schemas/Peak");
        assertThat(Web.names(schemas.at("/Peak/properties"))).isEqualTo(Web.names(demand.at("/peaks/0")));
        assertThat(Web.names(schemas.at("/Month/properties"))).isEqualTo(Web.names(demand.at("/months/12")));
        assertThat(Web.names(demand)).as("without a limiter").doesNotContain("limiter_state", "windows_kept");
    }
}
