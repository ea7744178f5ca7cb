package org.dbusp1.base.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.dbusp1.TranslatedTexts;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.output.feedback.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that the driver, the screen of a GX device and the web page have in common, in each language. */
public class TextsTest {
    private static final Map<String, Object> FACTS = Map.ofEntries(Map.entry("detail", "EM24"), Map.entry("watts", 1200L),
            Map.entry("minutes", 7L), Map.entry("watt_hours", 345L), Map.entry("reading", 8901234L), Map.entry("time", "2000-01-01 00:59"),
            Map.entry("number", "E0047000"), Map.entry("before", "E0031000"), Map.entry("file", "history.db.damaged"),
            Map.entry("removed", "h.damaged"),
            Map.entry("phases", 3400L), Map.entry("volt_amperes", 1220L));
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
    /** The places that are facts of a case. */
    private static final Set<String> OF_CASES = Set.of("detail", "cause", "watts", "minutes", "percent",
            "watt_hours", "reading", "meter_time", "zone", "other", "number", "before", "file", "removed", "phases", "volt_amperes");
    /** The details of a state that are cases with texts of their own. */
    private static final Map<Condition, List<String>> DETAILS = Map.of(Condition.ESS_SLOW, List.of("", "off", "watching", "paused"),
            Condition.ESS_INPUT_NOT_GRID, List.of("", "VictronConnect"), Condition.ESS_GRID_LOST, List.of("", "generator"),
            Condition.ESS_OTHER_ROLE, List.of("genset", "configured"), Condition.ESS_IMPORT_LIMIT, List.of("", "thirds"),
            Condition.ESS_NO_POWER, List.of("", "counters", "direction", "heat", "port"));
    /** They are fine, and the remedy is for who wants something else. */
    private static final Set<Condition> CHOSEN_BY_OWNER = Set.of(Condition.ESS_OTHER_ROLE, Condition.ESS_RESERVE,
            Condition.ESS_EXTERNAL_CONTROL, Condition.ESS_CRITICAL_LOADS, Condition.ESS_KEEPS_CHARGED, Condition.ESS_NO_DISCHARGE);

    private static String file(String language) {
        return "src/main/resources/org/dbusp1/base/problem/texts_" + language + ".properties";
    }

    /** The rows as they are written: a repeated one fails, and no row needs an escape. */
    private static Map<String, String> rows(String language) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(file(language)));
        assertThat(lines).noneMatch(line -> line.contains("\\"));
        return lines.stream().filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
    }

    /** Where the screen has none of our pages, no text names one; with them there is a text that does. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void withoutOurPagesNoTextNamesOne(String language) throws Exception {
        Set<String> replaced = rows(language + "_without_pages").keySet();
        assertThat(rows(language).entrySet().stream().filter(row -> row.getValue().contains("{p1_meter}")).map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(replaced);
        assertThat(rows(language + "_without_pages").values()).noneMatch(text -> text.contains("{p1_meter}") || text.contains("{now}"));
        Texts old = new Texts(language, false);
        assertThat(old.text(Finding.of(Condition.ESS_SLOW, "off")))
                .isEqualTo(new Texts(language, true).text(Finding.of(Condition.ESS_SLOW, "off")));
        assertThat(old.remedy(Finding.of(Condition.ESS_SLOW, "off"))).contains("venus.follow-inverter=true");
        assertThat(old.remedy(Finding.of(Condition.ESS_PHASE_ORDER, "L2,L1,L3"))).contains("venus.phases=L2,L1,L3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void eachRowHasTheSpacesOfItsLanguage(String language) throws Exception {
        assertThat(rows(language)).allSatisfy((key, text) ->
                assertThat(text).as(key).doesNotContain(language.equals("fr") ? List.of("%1:", "  ") : List.of(" :", " ;")));
    }

    @Test
    void eachPlaceIsAFactOrANameThatIsWrittenOnce() throws Exception {
        Map<String, String> rows = rows("en");
        Set<String> named = new TreeSet<>();
        rows.values().forEach(text -> PLACE.matcher(text).results().forEach(place -> named.add(place.group(1))));
        named.removeAll(OF_CASES);
        assertThat(named).allMatch(name -> rows.containsKey("name." + name) || rows.containsKey("screen." + name));
    }

    @ParameterizedTest
    @MethodSource("ess")
    void eachStateOfEssHasASentenceAndWhatIsWrongARemedy(Condition state) throws Exception {
        Set<String> english = new TreeSet<>();
        for (String language : TranslatedTexts.LANGUAGES) {
            if (isWaiting(waiting(language), state)) {
                english.add(language);
            }
        }
        for (String detail : DETAILS.getOrDefault(state, List.of("EM24"))) {
            Finding verdict = Finding.of(state, detail);
            assertThat(Texts.in("en").text(verdict)).contains(" ").doesNotEndWith(".").doesNotContain("{", "}");
            assertThat(Texts.in("en").remedy(verdict)).doesNotEndWith(".").doesNotContain("{", "}");
            assertThat(Texts.in("en").remedy(verdict).isEmpty()).as(detail).isEqualTo(!state.isWrong() && !CHOSEN_BY_OWNER.contains(state));
            assertThat(Texts.LANGUAGES).allSatisfy(language ->
                    assertThat(Texts.in(language).sentences(verdict)).endsWith(".").doesNotContain("{", "}"));
            assertThat(Texts.LANGUAGES.stream().filter(language -> !english.contains(language))
                    .map(language -> Texts.in(language).sentences(verdict))).doesNotHaveDuplicates();
        }
    }

    static List<Condition> ess() {
        return Condition.all(Subject.ESS);
    }

    /** Returns each state of ESS with each of its cases. */
    public static Stream<Finding> verdicts() {
        return ess().stream()
                .flatMap(state -> DETAILS.getOrDefault(state, List.of("EM24")).stream().map(detail -> Finding.of(state, detail)));
    }

    @Test
    void eachWordOfTheDriverForItsStatesHasAText() throws Exception {
        Set<String> expected = new TreeSet<>();
        Condition.all(Subject.LIMITER).forEach(state -> expected.add(state.id()));
        Arrays.stream(RejectCause.values()).forEach(cause -> expected.add("cause." + cause.code()));
        Condition.all(Subject.FOLLOW).forEach(state -> expected.add(state.id()));
        Arrays.stream(EventType.values()).forEach(kind -> expected.add("event." + kind.key() + ".title"));
        assertThat(rows("en").keySet().stream().filter(key -> key.matches("(limiter|cause|follow)\\.[\\w-]*|event\\..*\\.title")))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachEntryHasItsText() throws Exception {
        Set<String> known = rows("en").keySet();
        Complaints.none(Stream.of(Condition.values()).map(Condition::id).filter(id -> !known.contains(id))
                .map(id -> file("en") + ": a line is missing: " + id + " = what is wrong, for its owner").toList());
    }

    /** Returns the keys whose text is English until somebody has translated it. */
    private static Set<String> waiting(String language) throws IOException {
        return new TranslatedTexts(Path.of("")).waiting(new TranslatedTexts.Table(file("LANGUAGE"), Map.of()), language);
    }

    private static boolean isWaiting(Set<String> waiting, Condition condition) {
        EventType type = condition.event();
        return waiting.stream().anyMatch(key -> key.startsWith(condition.id()) || type != null && key.startsWith("event." + type.key()));
    }

    private static Stream<Event> events() {
        return Stream.of(EventType.values()).flatMap(kind -> Stream.concat(
                kind.conditions().stream().map(entry -> new Event(new Finding(entry, Gravity.ACT, FACTS), true, Instant.EPOCH)),
                kind.isLasting() ? Stream.of(new Event(new Finding(kind.usualCondition(), Gravity.WELL, Map.of()), false, Instant.EPOCH))
                        : Stream.empty()));
    }

    @Test
    void anEntryIsOfOneKindOfEventsAtMostAndThatWhichEssDoesWrongIsOne() {
        assertThat(Stream.of(EventType.values()).flatMap(kind -> kind.conditions().stream())).doesNotHaveDuplicates()
                .containsAll(Stream.of(Condition.values())
                        .filter(entry -> entry.isWrong() && entry.subject() != Subject.LINE && entry != Condition.ESS_METER_GONE).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void eachEventHasAShortTextInTheLanguage(String language) throws Exception {
        Set<String> waiting = waiting(language);
        // eachEntryHasItsText names one that has none.
        Set<String> known = rows(Texts.ENGLISH).keySet();
        assertThat(events().filter(event -> known.contains(event.condition().id()))).isNotEmpty().allSatisfy(event -> {
            String text = event.text(language);
            assertThat(text).as(event.key()).contains(" ").doesNotContain("{", "}", "\t").endsWith(".").hasSizeBetween(20, 300);
            String english = event.text(Texts.ENGLISH);
            if (!language.equals(Texts.ENGLISH) && !isWaiting(waiting, event.condition())) {
                assertThat(text).isNotEqualTo(english);
            }
            FACTS.values().forEach(fact -> assertThat(text.contains(fact.toString())).as(text)
                    .isEqualTo(english.contains(fact.toString())));
        });
    }

    /** The limiter that is not used says why, in the words of what ESS does instead, and sends the owner to the same place. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "nl", "de", "fr"})
    void whatFollowsFromAFindingHasItsSentenceItsRemedyAndItsPlace(String language) {
        Finding cause = Finding.of(Condition.ESS_KEEPS_CHARGED, "");
        Finding found = Finding.of(Condition.LIMITER_NOT_USED).because(cause);
        Texts texts = Texts.in(language);
        assertThat(texts.text(found)).endsWith(texts.text(cause)).doesNotContain("{", "ess.");
        assertThat(texts.sentences(found)).contains(texts.text(cause), texts.remedy(cause));
        assertThat(texts.remedy(found)).isEqualTo(texts.remedy(cause)).isNotEmpty();
        assertThat(found.place()).isEqualTo(cause.place());
        assertThat(texts.text(Finding.of(Condition.LIMITER_NOT_USED, "no_vebus"))).contains("VE.Bus");
        assertThat(texts.remedy(Finding.of(Condition.LIMITER_NOT_USED, "no_answer"))).contains("GX");
    }

    @Test
    void theTextAboutEssIsThatOfItsDetail() {
        assertThat(new Event(new Finding(Condition.ESS_SLOW, Gravity.ACT, Map.of("detail", "off")), true, Instant.EPOCH).text("fr"))
                .endsWith("Activez Suivre l'onduleur\u00a0: Compteur P1, Configuration.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it", "", "EN", "../en", "nl_BE", "zh-Hans"})
    void anotherLanguageGetsEnglish(String language) {
        Event event = new Event(new Finding(Condition.METER_MONTH_PEAK, Gravity.ACT, FACTS), true, Instant.EPOCH);
        assertThat(event.text(language)).isEqualTo("A new peak of this month is coming. Switch off 1200 W for the next 7 minutes.");
    }
}
