package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.problem.TextsTest;
import org.dbusp1.driver.LineState;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Doubts;
import org.dbusp1.metering.Doubts.UncountedPower;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What venus/status says of a driver, in the language of the device. */
class StatusLinesTest {
    private static LineState state(@Nullable Instant last, @Nullable String obstacle) {
        return state(last, obstacle, null);
    }

    private static LineState state(@Nullable Instant last, @Nullable String obstacle, @Nullable Snapshot snapshot) {
        return WatchedLine.of(Duration.ofSeconds(30)).obstacle(obstacle).snapshot(snapshot).lastGood(last, Duration.ZERO).state();
    }

    private static List<String> lines(String language, Condition finding, Finding ess, boolean forEss, String... advice) {
        return lines(language, finding, ess, forEss, state(Instant.EPOCH, null), advice);
    }

    private static List<String> lines(String language, Condition finding, Finding ess, boolean forEss, LineState state,
            String... advice) {
        ReportTexts texts = ReportTexts.in(language);
        Reporter reporter = new Reporter("/dev/ttyUSB0", Carrier.SERIAL, forEss, new Remedies(texts, null, false, false), ZoneOffset.UTC, null, null);
        LineReport report = new LineReport(finding, texts.result(finding, forEss), List.of(), List.of(advice));
        return StatusLines.of(reporter, report, state, ess, true).stream().map(columns -> String.join("|", columns)).toList();
    }

    private static List<String> results(String language, Condition finding, Condition ess, String... advice) {
        return lines(language, finding, Finding.of(ess, ""), true, advice).stream().filter(line -> line.startsWith("verdict|")).toList();
    }

    @Test
    void theLinesAreThoseOfTheReportInTheLanguage() {
        assertThat(lines("fr", Condition.LINE_FIT, Finding.of(Condition.ESS_USED, ""), true)).containsExactly(
                "print|telegrams|0 bons, 0 réparés, 0 rejetés en 30 s ; le dernier il y a 0 s", "ess|ESS utilise ce compteur",
                "verdict|well|les télégrammes arrivent assez souvent pour ESS|line|les télégrammes arrivent assez souvent pour ESS");
    }

    @Test
    void beforeTheFirstTelegramTheNextStepIsPartOfTheResult() {
        assertThat(lines("en", Condition.LINE_SILENT, Finding.of(Condition.ESS_UNKNOWN), true, state(null, null), "Is it open?",
                "Take it off.")).containsExactly("print|telegrams|none yet; 0 good, 0 repaired, 0 rejected in 30 s",
                "print|step|1. Is it open?", "print|-|2. Take it off.",
                "verdict|starting|the meter sends nothing. Is it open?|steps|the meter sends nothing");
    }

    @Test
    void aSlowMeterWhoseCounterStandsStillShowsBoth() {
        Snapshot snapshot = Snapshots.threePhase()
                .doubts(Doubts.of(null, null, new UncountedPower(Quantity.ENERGY_IMPORT, 5_000, 90, 1_000), null)).take();
        assertThat(lines("en", Condition.LINE_SLOW, Finding.of(Condition.ESS_FOLLOWED, ""), true, state(Instant.EPOCH, null, snapshot)))
                .anyMatch(line -> line.startsWith("verdict|know|") && line.endsWith("between them the driver follows the inverter"));
    }

    /** By its line a meter of 10 s is too slow; what the driver does between its telegrams is known to the verdict. */
    @Test
    void aSlowMeterIsToldTheNextStepUntilTheInverterIsFollowed() {
        assertThat(results("en", Condition.LINE_SLOW, Condition.ESS_FOLLOWED, "Follow."))
                .containsExactly("verdict|well|ESS uses this meter well: between its telegrams, which come seldom, the driver follows the inverter|line|telegrams come seldom, and between them the driver follows the inverter");
        assertThat(results("en", Condition.LINE_SLOW, Condition.ESS_SLOW_NOT_USED, "Follow.")).singleElement().asString()
                .startsWith("verdict|know|ESS measures by the inverter");
        assertThat(results("en", Condition.LINE_SLOW, Condition.ESS_SLOW, "Follow.")).singleElement().asString()
                .startsWith("verdict|act|ESS uses this meter, but its telegrams come too seldom to regulate well. Use it");
        assertThat(results("de", Condition.LINE_SLOW, Condition.ESS_NO_INVERTER, "Folgen.")).singleElement().asString()
                .startsWith("verdict|act|").contains(". Folgen.|steps|");
    }

    @Test
    void whatEssDoesWrongIsAResultWithItsRemedy() {
        assertThat(results("nl", Condition.LINE_FIT, Condition.ESS_INPUT_NOT_GRID)).hasSize(1).last().asString().startsWith("verdict|act|")
                .contains("Zet AC ingang 1 op Net: Instellingen, Systeemconfiguratie, AC systeem|screen|");
        assertThat(results("en", Condition.LINE_FIT, Condition.ESS_RESERVE)).last().asString().startsWith("verdict|know|In reserve");
        assertThat(results("en", Condition.LINE_FIT, Condition.ESS_METER_GONE)).hasSize(1);
        assertThat(results("en", Condition.LINE_MEASURING, Condition.ESS_UNKNOWN)).singleElement().asString().startsWith("verdict|starting|");
    }

    private static Stream<Arguments> verdicts() {
        return TextsTest.verdicts().flatMap(verdict -> Texts.LANGUAGES.stream().map(language -> Arguments.of(language, verdict)));
    }

    /** Each state of ESS in each language; what is wrong is the result, with what to do. */
    @ParameterizedTest
    @MethodSource("verdicts")
    void whatEssDoesIsSaidInEachLanguage(String language, Finding verdict) {
        Texts texts = Texts.in(language);
        String text = texts.text(verdict);
        List<String> lines = lines(language, (verdict.is(Condition.ESS_METER_GONE)
                || verdict.is(Condition.ESS_GRID_LOST)) ? Condition.LINE_STOPPED : Condition.LINE_FIT, verdict, true);
        assertThat(lines.stream().filter(line -> line.startsWith("ess|")).toList())
                .isEqualTo(verdict.condition() == Condition.ESS_UNKNOWN ? List.of() : List.of("ess|" + text));
        boolean told = verdict.condition().isWrong() && verdict.condition() != Condition.ESS_SLOW
                && verdict.condition() != Condition.ESS_METER_GONE;
        if (told) {
            String remedy = texts.remedy(verdict);
            assertThat(lines).anyMatch(line -> line.matches("verdict[|](act|know)[|].*") && line.contains(text)
                    && line.contains(remedy));
        }
    }

    /** In a power cut the cable is not the cause; whether the line or the report finds it. */
    @Test
    void aMeterWithoutPowerGetsNoAdviceAboutItsCable() {
        Finding verdict = Finding.of(Condition.ESS_GRID_LOST, "");
        for (Condition finding : List.of(Condition.LINE_STOPPED, Condition.LINE_SILENT, Condition.LINE_ABSENT)) {
            assertThat(lines("fr", finding, verdict, true, state(null, null), "Vérifiez le câble."))
                    .noneMatch(line -> line.contains("câble")).anyMatch(line -> line.startsWith("ess|")).last().asString().startsWith("verdict|know|"
                    + "L'onduleur/chargeur n'a pas de réseau, et le compteur n'envoie rien : peut-être une panne de courant");
        }
        Reporter reporter = new Reporter("/dev/ttyUSB0", Carrier.SERIAL, true, new Remedies(ReportTexts.in("fr"), null, false, false), ZoneOffset.UTC,
                null, null);
        LineState absent = state(null, "/dev/ttyUSB0");
        assertThat(reporter.report(absent, Finding.of(Condition.ESS_GRID_LOST, ""), null, List.of()).advice()).isEmpty();
        assertThat(reporter.report(absent, Finding.of(Condition.ESS_METER_GONE, ""), null, List.of()).advice()).isNotEmpty();
    }

    /** Such a source has its own remedy. */
    @Test
    void whyASourceOnTheNetworkGivesNothingIsTheResult() {
        assertThat(lines("en", Condition.LINE_ABSENT, Finding.of(Condition.ESS_UNKNOWN), true, state(null, "press the button")))
                .anyMatch(line -> line.startsWith("verdict|starting|press the button|"));
    }

    @Test
    void withoutTheDBusNothingIsSaidOfEss() {
        assertThat(lines("en", Condition.LINE_FIT, Finding.of(Condition.ESS_UNKNOWN), false)).containsExactly(
                "print|telegrams|0 good, 0 repaired, 0 rejected in 30 s; the last 0 s ago", "verdict|well|telegrams come|line|telegrams come");
    }
}
