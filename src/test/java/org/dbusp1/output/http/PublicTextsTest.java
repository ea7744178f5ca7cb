package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.problem.TextsTest;
import org.dbusp1.output.feedback.Board;
import org.dbusp1.output.feedback.Event;
import org.junit.jupiter.api.Test;

/** The notices of the page: it shows them as they are, and chooses and fills nothing. */
class PublicTextsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final PublicTexts texts = new PublicTexts(() -> null);
    private final Board board = new Board();

    private JsonNode notices(boolean online) throws Exception {
        return new ObjectMapper().readTree(texts.notices(board, online, NOW));
    }

    private void began(Condition condition, Map<String, Object> facts, Duration ago) {
        board.told(new Event(Finding.of(condition, facts), true, NOW.minus(ago)));
    }

    private String troubles(boolean online) throws Exception {
        return StreamSupport.stream(notices(online).get("troubles").spliterator(), false).map(notice -> notice.get("id").asText())
                .sorted().collect(Collectors.joining(" "));
    }

    /** As the driver says it elsewhere, with all places filled. */
    @Test
    void eachVerdictIsSaidInEachLanguage() {
        assertThat(TextsTest.verdicts().filter(verdict -> !verdict.is(Condition.ESS_UNKNOWN))).isNotEmpty().allSatisfy(verdict -> {
            board.found(verdict);
            JsonNode ess = notices(true).get("ess");
            assertThat(ess.get("id").asText()).isEqualTo(verdict.condition().id());
            assertThat(ess.get("gravity").asText()).isEqualTo(verdict.gravity().key());
            for (String language : Texts.LANGUAGES) {
                String remedy = Texts.in(language).remedy(verdict);
                assertThat(ess.get(language).get("text").asText()).isEqualTo(Texts.in(language).text(verdict) + ".")
                        .doesNotContain("{", "}");
                assertThat(ess.get(language).get("remedy").asText()).isEqualTo(remedy.isEmpty() ? "" : remedy + ".");
            }
        });
    }

    /** That ESS has no values of a silent meter is said already; only that the grid is gone explains it. */
    @Test
    void aSilentMeterHasNoVerdictButAPowerCut() throws Exception {
        assertThat(notices(true).get("ess").isNull()).as("nothing is known").isTrue();
        board.found(Finding.of(Condition.ESS_METER_GONE));
        assertThat(notices(false).get("ess").isNull()).isTrue();
        board.found(Finding.of(Condition.ESS_GRID_LOST, "unproved"));
        assertThat(notices(false).get("ess").get("fr").get("text").asText()).contains("peut-être une panne de courant");
    }

    @Test
    void whatIsNotOverIsATroubleOnce() throws Exception {
        began(Condition.METER_CLOCK_WRONG, Map.of("meter_time", "2000-01-01 00:59"), Duration.ofDays(3));
        began(Condition.LINE_SILENT, Map.of(), Duration.ofHours(1));
        began(Condition.ESS_SLOW, Map.of(), Duration.ofHours(1));
        began(Condition.METER_REPLACED, Map.of(), Duration.ofHours(23));
        began(Condition.DEVICE_HISTORY_DAMAGED, Map.of("file", "history.db.damaged"), Duration.ofHours(25));
        assertThat(troubles(true)).as("ESS and the line have notices of their own").isEqualTo("meter.clock_wrong meter.replaced");
        board.told(Event.end(Condition.METER_CLOCK_WRONG, NOW));
        assertThat(troubles(true)).isEqualTo("meter.replaced");
    }

    @Test
    void aDongleThatWaitsForItsButtonIsSaidWhileNothingComes() throws Exception {
        board.found(Finding.of(Condition.LINE_UNPAIRED, ""));
        assertThat(notices(true).get("line").isNull()).isTrue();
        assertThat(List.of("en", "nl", "de", "fr")).allSatisfy(language ->
                assertThat(notices(false).get("line").get(language).get("text").asText()).endsWith(".").doesNotContain("{"));
    }

    @Test
    void aPortThatIsNotThereIsSaidUntilItIsBack() throws Exception {
        board.found(Finding.of(Condition.LINE_ABSENT, ""));
        assertThat(notices(false).get("line").get("id").asText()).isEqualTo("line.absent");
        board.nothing(Condition.Subject.LINE);
        assertThat(notices(false).get("line").isNull()).isTrue();
    }
}
