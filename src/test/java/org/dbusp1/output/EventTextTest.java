package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.output.EssVerdict.State;
import org.dbusp1.output.Event.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of events in each language. */
class EventTextTest {
    private static final Map<String, Object> FACTS = Map.of("detail", "EM24", "watts", 1200L, "minutes", 7L);

    private static Stream<Event> all() {
        List<Event> all = new ArrayList<>();
        for (Event.Kind kind : Event.Kind.values()) {
            variants(kind).forEach(variant -> all.add(new Event(kind, variant, true, Severity.WARNING, Instant.EPOCH, FACTS)));
            if (kind.lasting()) {
                all.add(new Event(kind, "", false, Severity.INFORMATION, Instant.EPOCH, Map.of()));
            }
        }
        return all.stream();
    }

    private static List<String> variants(Event.Kind kind) {
        return switch (kind) {
            case METER_SILENT -> List.of("nothing", "unreadable");
            case ESS_NOT_USED -> Stream.concat(Stream.of(State.values())
                            .filter(state -> state.wrong() && !state.regulates() && state != State.METER_GONE).map(State::key),
                    Stream.of("input_not_grid_own")).toList();
            case ESS_TOO_SLOW -> List.of(State.SLOW.key());
            case PHASE_ORDER -> List.of(State.PHASE_ORDER.key(), State.ONE_PHASE_ONLY.key());
            case PORT_CLOSED -> List.of("power", "peaks");
            case GUARD_STOPPED -> Stream.of(GuardState.values()).filter(GuardState::isProblem)
                    .map(state -> state.text().replace(' ', '_')).toList();
            case MONTH_PEAK, METER_REPLACED, STATE_NOT_WRITABLE -> List.of("");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void eachEventHasAShortSentenceInTheLanguage(String language) {
        assertThat(all()).allSatisfy(event -> {
            String text = event.text(language);
            assertThat(text).as(event.type()).contains(" ").doesNotContain("{", "}", "\t").hasSizeBetween(20, 220);
            if (!language.equals("en")) {
                assertThat(text).isNotEqualTo(event.text(Event.ENGLISH));
            }
            String english = event.text(Event.ENGLISH);
            FACTS.values().forEach(fact -> assertThat(text.contains(fact.toString())).as(text)
                    .isEqualTo(english.contains(fact.toString())));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"it", "", "EN", "../en", "nl_BE", "zh-Hans"})
    void anotherLanguageGetsEnglish(String language) {
        Event event = new Event(Event.Kind.MONTH_PEAK, "", true, Severity.WARNING, Instant.EPOCH, FACTS);
        assertThat(event.text(language))
                .isEqualTo("A new peak of this month is coming. Switch off 1200 W for the next 7 minutes.");
    }
}
