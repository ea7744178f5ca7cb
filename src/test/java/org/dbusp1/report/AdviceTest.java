package org.dbusp1.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.config.Config;
import org.dbusp1.config.TestConfig;
import org.dbusp1.driver.LineState;
import org.dbusp1.meter.Country;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.problem.Problem;
import org.dbusp1.source.LineDiagnosis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdviceTest {
    private static final ReportTexts ENGLISH = ReportTexts.in("en");

    @TempDir
    private Path directory;

    private static LineState state() {
        return state(Duration.ZERO);
    }

    private static LineState state(Duration watched) {
        return state(watched, Optional.empty());
    }

    private static LineState state(Duration watched, Optional<String> obstacle) {
        return new LineState(obstacle, Optional.empty(), watched, 0, LineQuality.NONE, LineQuality.NONE, 0,
                Duration.ZERO, Optional.empty(), false, Optional.empty(), Duration.ZERO, Map.of(),
                List.of(), LineDiagnosis.TOO_FEW, false, false);
    }

    static List<Problem> found() {
        return Problem.all(Problem.About.LINE).stream()
                .filter(entry -> !Set.of(Problem.LINE_UNREADABLE, Problem.LINE_UNPAIRED, Problem.LINE_PAIRING_ENDED,
                        Problem.LINE_CLOSED, Problem.LINE_NOT_FOUND, Problem.LINE_SEVERAL).contains(entry)).toList();
    }

    @ParameterizedTest
    @MethodSource("found")
    void whateverIsWrongThereIsSomethingToDo(Problem finding) {
        List<String> steps = new Advice(ENGLISH, null).about(finding, state(Duration.ZERO,
                Optional.of("/dev/ttyUSB0 is not there").filter(why -> finding == Problem.LINE_ABSENT)));
        if (Set.of(Problem.LINE_FIT, Problem.LINE_MEASURING, Problem.LINE_LISTENING, Problem.LINE_HANGS).contains(finding)) {
            assertThat(steps).isEmpty();
        } else {
            assertThat(steps).isNotEmpty().allSatisfy(step -> assertThat(step).matches("(?s) ?[A-Z].*[.?:]"));
        }
    }

    @Test
    void whereTheCountryIsKnownOnlyItsRuleIsShown() {
        List<String> steps = new Advice(ENGLISH, Country.SWEDEN).about(Problem.LINE_SILENT, state());
        assertThat(steps.get(0)).contains("Sweden").doesNotContain("Belgium");
        assertThat(steps).hasSize(5);
        assertThat(steps.toString()).containsSubsequence("Is the port open? Sweden:", "Take a splitter", "Is it a P1 cable",
                "Is the cable in P1?", "Try the cable");
        assertThat(new Advice(ENGLISH, null).about(Problem.LINE_SILENT, state())).hasSize(5 + List.of(Country.values()).size());
    }

    /** Seventeen lines: what can be tried at once comes before them. */
    @Test
    void countriesFollowTheQuestionThatTheyAnswer() {
        List<String> steps = new Advice(ENGLISH, null).about(Problem.LINE_SILENT, state());

        int question = steps.size() - List.of(Country.values()).size() - 1;
        assertThat(steps.get(question)).startsWith("Is the port open?").doesNotContain("below");
        assertThat(steps.subList(question + 1, steps.size()))
                .allMatch(step -> step.startsWith(" ") && step.contains(": "));
        assertThat(steps.subList(0, question).toString()).containsSubsequence("Take a splitter", "Is it a P1 cable");
    }

    /** A machine whose clock runs by UTC, as GX devices are delivered, does not show where the meter is. */
    @Test
    void theOwnersZoneShowsTheCountry() throws Exception {
        Config config = TestConfig.options(directory, "meter.zone=Europe/Helsinki");
        LineState silent = state(Duration.ofMinutes(1));
        Reporter reporter = Reporter.of(config, "p1", true, DeviceChoices.NONE);
        assertThat(reporter.report(silent, null).advice().toString()).contains("Finland").doesNotContain("Sweden");
    }

    /** Telegrams that a port has stored come in a burst, whole and late. */
    @ParameterizedTest
    @CsvSource({"OUTDATED, 1, LINE_MEASURING", "OUTDATED, 60, LINE_STOPPED", "CRC, 1, LINE_DAMAGED"})
    void aStoredTelegramIsNotADamagedOne(RejectCause cause, int secondsSinceGood, Problem found) {
        LineState state = new LineState(Optional.empty(), Optional.empty(), Duration.ofMinutes(2), 9_000, LineQuality.NONE,
                LineQuality.NONE, 0, Duration.ZERO, Optional.empty(), false, Optional.of(Instant.EPOCH),
                Duration.ofSeconds(secondsSinceGood), Map.of(cause, 3L),
                List.of(new Rejected("1-0:1.7.0(00.500*kW)".getBytes(StandardCharsets.US_ASCII), 0, Instant.EPOCH, cause)),
                LineDiagnosis.TEXT, false, false);
        assertThat(Finding.of(state, true)).isEqualTo(found);
    }

    @Test
    void everyDialectButTheUnknownHasItsCountry() {
        assertThat(List.of(Dialect.values()).stream().filter(dialect -> dialect.country().isEmpty()))
                .containsExactly(Dialect.P1, Dialect.HAN);
        assertThat(List.of(Country.values())).extracting(Country::title).contains("Belgium").isSorted().doesNotHaveDuplicates();
    }
}
