package org.dbusp1.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.driver.LineState;
import org.dbusp1.output.feedback.EssStatus;

/**
 * The lines of a driver's report that only venus/status reads, in the language of the device: {@code telegrams}: their numbers, to
 * which the script adds the time since the last one; {@code ess}: what ESS does; {@code result}: a part of the script's last line,
 * with its type, its text, and {@code screen} if the owner can end its cause on the screen.
 */
final class StatusLines {
    private enum ResultType {
        WELL,
        /** No fault, but the owner should know it. */
        CAREFUL,
        /** SLOW: a fault if there is no other fault. WRONG: a fault. */
        SLOW, WRONG,
        /** A fault unless the driver is starting. */
        EARLY,
        /** Not known yet. */
        UNKNOWN
    }

    private final ReportTexts texts;
    private final boolean forEss;
    private final List<List<String>> lines = new ArrayList<>();

    private StatusLines(Reporter reporter) {
        this.texts = reporter.texts();
        this.forEss = reporter.isForEss();
    }

    /** Returns the lines, each as a list of its columns. */
    static List<List<String>> of(Reporter reporter, LineReport report, LineState state, EssStatus ess) {
        StatusLines status = new StatusLines(reporter);
        String counted = reporter.telegramCounts(state);
        status.lines.add(List.of("telegrams", state.lastGood() != null ? counted
                : status.texts.text("telegrams.none", Map.of("counted", report.row("Received").orElse(counted)))));
        if (ess.state() != Condition.ESS_UNKNOWN) {
            status.lines.add(List.of("ess", status.texts.conditionTexts().text(ess.state(), ess.detail())));
        }
        status.appendLineResults(report, state, ess);
        if (status.forEss) {
            status.appendEssResults(ess);
        }
        return status.lines;
    }

    private void appendResult(ResultType kind, String text) {
        // A remedy on the screen names its menus: "Settings, System Setup, ESS", or "P1 meter, Setup".
        boolean onScreen = List.of("screen.nav_settings", "name.p1_meter").stream()
                .anyMatch(menu -> text.contains(texts.text(menu, Map.of()) + ", "));
        String name = kind.name().toLowerCase(Locale.ROOT);
        lines.add(onScreen ? List.of("result", name, text, "screen") : List.of("result", name, text));
    }

    private void appendLineResults(LineReport report, LineState state, EssStatus ess) {
        if (ess.state() == Condition.ESS_GRID_LOST) {
            appendResult(ResultType.CAREFUL, texts.sentences(ess));
            return;
        }
        String plain = texts.finding(report.finding(), forEss);
        String step = report.advice().stream().findFirst().orElse("");
        String both = plain + (step.isEmpty() ? "" : ". " + step);
        switch (report.finding()) {
            case LINE_FIT, LINE_MEASURING -> appendResult(ResultType.WELL, plain);
            case METER_POWER_UNIT -> appendResult(ResultType.WRONG, report.result() + ". " + step);
            case METER_TOTAL_STANDS, METER_IMPORT_NOT_COUNTED, METER_EXPORT_NOT_COUNTED, METER_CLOCK_WRONG -> {
                appendResult(ResultType.WELL, texts.finding(Condition.LINE_FIT, forEss));
                appendResult(ResultType.CAREFUL, report.result() + ". " + step);
            }
            case LINE_CAREFUL -> {
                appendResult(ResultType.WELL, plain);
                appendResult(ResultType.CAREFUL, step);
            }
            // The finding about the line does not show whether the driver follows the inverter between telegrams that are too
            // seldom, or could do so.
            case LINE_SLOW -> {
                MeterDoubt power = state.snapshot() == null ? null : MeterDoubt.power(state.snapshot());
                if (power != null) {
                    appendResult(ResultType.CAREFUL, texts.text(power.condition().id(), power.facts()));
                }
                switch (ess.state()) {
                    case ESS_FOLLOWED -> appendResult(ResultType.WELL, texts.text("result.followed", Map.of()));
                    case ESS_SLOW_NOT_USED -> appendResult(ResultType.CAREFUL, texts.sentences(ess));
                    case ESS_SLOW -> appendResult(ResultType.SLOW, texts.sentences(ess));
                    default -> appendResult(ResultType.SLOW, both);
                }
            }
            // Before the first telegram a driver still tries line settings. The text of a network source's fault includes its
            // remedy.
            default -> appendResult(state.lastGood() != null ? ResultType.WRONG : ResultType.EARLY,
                    step.isEmpty() && state.obstacle() != null ? state.obstacle() : both);
        }
    }

    private void appendEssResults(EssStatus ess) {
        switch (ess.state()) {
            case ESS_UNKNOWN -> appendResult(ResultType.UNKNOWN, "");
            case ESS_RESERVE, ESS_PHASE_ORDER -> appendResult(ResultType.CAREFUL, texts.sentences(ess));
            // The result about the line has told it.
            case ESS_SLOW, ESS_METER_GONE, ESS_GRID_LOST -> { }
            default -> {
                if (ess.state().isWrong()) {
                    appendResult(ResultType.WRONG, texts.sentences(ess));
                }
            }
        }
    }
}
