package org.dbusp1.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.problem.Place;
import org.dbusp1.driver.LineState;

/**
 * The lines of a driver's report that venus/status prints as they are, in the language of the device. Its words are {@code print}: a line
 * with the name of its label; {@code ess}: the line after that of the D-Bus; {@code verdict}: how grave it is, or {@code starting}, the
 * sentences of the last line, where its cause is ended ({@code screen}, {@code steps} or {@code line}), and what is well.
 */
final class StatusLines {
    /** Rows of the report, by the names of their labels in venus/status. */
    private static final List<String> SHOWN = List.of("Port", "Meter", "Interval", "Peaks");
    /** No column is empty: the shell would not see it. */
    private static final String NO_LABEL = "-";

    private final ReportTexts texts;
    private final List<List<String>> lines = new ArrayList<>();

    private StatusLines(ReportTexts texts) {
        this.texts = texts;
    }

    /** A finding with its sentences. @param help as the column of {@code verdict} */
    private record Said(Gravity gravity, String sentences, String help, boolean early) {
    }

    /**
     * Returns the lines, each as a list of its columns.
     *
     * @param isStarting whether what has not come yet is no fault
     */
    static List<List<String>> of(Reporter reporter, LineReport report, LineState state, Finding ess, boolean isStarting) {
        StatusLines status = new StatusLines(reporter.texts());
        SHOWN.forEach(label -> report.row(label).ifPresent(text ->
                status.print(label.equals("Port") ? "line" : label.toLowerCase(Locale.ROOT), text)));
        String counted = reporter.telegramCounts(state);
        status.print("telegrams", state.lastGood() == null
                ? status.texts.text("telegrams.none", Map.of("counted", report.row("Received").orElse(counted)))
                : status.texts.text("telegrams.ago", Map.of("counted", counted, "age", Reporter.duration(state.sinceGood()))));
        status.steps(ess.is(Condition.ESS_GRID_LOST) ? List.of() : report.advice());
        if (!ess.is(Condition.ESS_UNKNOWN)) {
            status.lines.add(List.of("ess", status.texts.conditionTexts().text(ess)));
        }
        status.verdict(status.said(report, state, ess, reporter), report, reporter.isForEss(), isStarting);
        return status.lines;
    }

    private void print(String label, String text) {
        lines.add(List.of("print", label, text));
    }

    private void steps(List<String> advice) {
        int step = 0;
        for (String next : advice) {
            step++;
            print(step == 1 ? "step" : NO_LABEL, step + ". " + next);
        }
    }

    /** Returns what is to say of line, meter and ESS, in the order in which the first of the gravest is said. */
    private List<Said> said(LineReport report, LineState state, Finding ess, Reporter reporter) {
        boolean forEss = reporter.isForEss();
        List<Said> all = new ArrayList<>();
        Condition line = report.finding();
        boolean explained = ess.is(Condition.ESS_GRID_LOST)
                || line == Condition.LINE_SLOW && (ess.is(Condition.ESS_FOLLOWED) || ess.is(Condition.ESS_SLOW)
                || ess.is(Condition.ESS_SLOW_NOT_USED));
        Finding doubt = state.snapshot() == null ? null : Watches.powerDoubt(state.snapshot());
        if (doubt != null && line == Condition.LINE_SLOW) {
            all.add(new Said(Gravity.KNOW, texts.conditionTexts().both(doubt), "line", false));
        }
        if (forEss && !ess.is(Condition.ESS_METER_GONE)) {
            boolean onScreen = ess.place() != Place.NONE;
            all.add(new Said(ess.gravity(), texts.conditionTexts().both(ess), onScreen ? "screen" : "line", ess.is(Condition.ESS_UNKNOWN)));
        }
        if (!explained) {
            String step = report.advice().stream().findFirst().orElse("");
            boolean isResult = Reporter.doubt(line, state) != null || line == Condition.LINE_DAMAGED_OFTEN;
            String text = isResult ? report.result() : texts.finding(line, forEss);
            String obstacle = step.isEmpty() || line == Condition.LINE_ABSENT && reporter.tellsObstacle() ? state.obstacle() : null;
            String sentences = obstacle != null ? obstacle : step.isEmpty() ? text
                    // What is no fault is told once, by the words of all that is well.
                    : line == Condition.LINE_CAREFUL ? step : text + ". " + step;
            // What is wrong with the line is the reason why ESS does not use it; only a slow one may have another.
            all.add(line == Condition.LINE_SLOW ? all.size() : 0,
                    new Said(line.gravity(), sentences, step.isEmpty() ? "line" : "steps", state.lastGood() == null));
        }
        return all;
    }

    private void verdict(List<Said> all, LineReport report, boolean forEss, boolean isStarting) {
        // Of several equally grave ones the first.
        Said gravest = all.stream().max(Comparator.comparing(Said::gravity)).orElseThrow();
        boolean starting = isStarting
                && (gravest.early() || all.stream().anyMatch(said -> said.early() && !gravest.gravity().needsOwner()));
        String well = report.finding() == Condition.LINE_SLOW ? texts.text("result.followed", Map.of())
                : texts.finding(report.finding(), forEss);
        lines.add(List.of("verdict", starting ? "starting" : gravest.gravity().key(), gravest.sentences(), gravest.help(), well));
    }
}
