package org.dbusp1.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
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

    /** Returns the lines, each as a list of its columns. @param isStarting whether what has not come yet is no fault */
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
        status.verdict(report, state, ess, reporter, isStarting);
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

    /** Returns what is so of line, meter and ESS, in the order in which the first of the gravest is said. */
    private static List<Finding> findings(Condition line, LineState state, Finding ess, boolean forEss) {
        boolean isSlow = line == Condition.LINE_SLOW;
        List<Finding> all = new ArrayList<>();
        Finding doubt = isSlow && state.snapshot() != null ? Watches.powerDoubt(state.snapshot()) : null;
        if (doubt != null) {
            all.add(doubt.as(Gravity.KNOW));
        }
        if (forEss && !ess.is(Condition.ESS_METER_GONE)) {
            all.add(ess);
        }
        boolean explains = ess.is(Condition.ESS_GRID_LOST)
                || isSlow && (ess.is(Condition.ESS_FOLLOWED) || ess.is(Condition.ESS_SLOW) || ess.is(Condition.ESS_SLOW_NOT_USED));
        if (!explains) {
            // What is wrong with the line is the reason why ESS does not use it; only a slow one may have another.
            all.add(isSlow ? all.size() : 0, Finding.of(line));
        }
        return all;
    }

    private void verdict(LineReport report, LineState state, Finding ess, Reporter reporter, boolean isStarting) {
        Condition line = report.finding();
        boolean forEss = reporter.isForEss();
        List<Finding> all = findings(line, state, ess, forEss);
        // Of several equally grave ones the first.
        Finding gravest = all.stream().max(Comparator.comparing(Finding::gravity)).orElseThrow();
        Predicate<Finding> isEarly = found -> found.is(Condition.ESS_UNKNOWN) || found.is(line) && state.lastGood() == null;
        boolean starting = isStarting && (isEarly.test(gravest) || !gravest.isWrong() && all.stream().anyMatch(isEarly));
        String help = gravest.is(line) ? report.advice().isEmpty() ? "line" : "steps" : gravest.place() != Place.NONE ? "screen" : "line";
        String well = line == Condition.LINE_SLOW ? texts.text("result.followed", Map.of()) : texts.finding(line, forEss);
        lines.add(List.of("verdict", starting ? "starting" : gravest.gravity().key(),
                gravest.is(line) ? sentences(report, state, reporter) : texts.conditionTexts().both(gravest), help, well));
    }

    /** Returns what is said of the line: why it cannot be opened, else the result and the first step. */
    private String sentences(LineReport report, LineState state, Reporter reporter) {
        Condition line = report.finding();
        String step = report.advice().stream().findFirst().orElse("");
        String obstacle = step.isEmpty() || line == Condition.LINE_ABSENT && reporter.tellsObstacle() ? state.obstacle() : null;
        if (obstacle != null) {
            return obstacle;
        }
        boolean isResult = Reporter.doubt(line, state) != null || line == Condition.LINE_DAMAGED_OFTEN;
        String text = isResult ? report.result() : texts.finding(line, reporter.isForEss());
        // What is no fault is told once, by the words of all that is well.
        return step.isEmpty() ? text : line == Condition.LINE_CAREFUL ? step : text + ". " + step;
    }
}
