package org.dbusp1.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.output.NumberMask;

/**
 * The report about a line and its meter. {@link #lines} writes it for people, {@link StatusReport#text} for scripts.
 *
 * @param result the result in words, without a full stop
 * @param advice the steps to try, in order; may be empty
 */
public record LineReport(Condition finding, String result, List<ReportRow> rows, List<String> advice) {
    private static final int LABEL_WIDTH = 15;
    private static final int NUMBER_WIDTH = 3;
    private static final int NARROWEST = 40;

    public LineReport {
        rows = List.copyOf(rows);
        advice = List.copyOf(advice);
    }

    public LineReport withRowAt(int index, ReportRow row) {
        List<ReportRow> more = new ArrayList<>(rows);
        more.add(index, row);
        return new LineReport(finding, result, more, advice);
    }

    public LineReport withoutAdvice() {
        return new LineReport(finding, result, rows, List.of());
    }

    public Optional<String> row(String label) {
        return rows.stream().filter(row -> row.label().equals(label)).map(ReportRow::text).findFirst();
    }

    /** Returns the facts as lines of text, with labels at the left. @param columns characters in a line */
    public List<String> factLines(ReportTexts texts, boolean secrets, int columns) {
        List<String> lines = new ArrayList<>();
        int width = Math.max(NARROWEST, columns);
        rows.forEach(row -> lines.addAll(wrapped(label(texts, row.label()) + row.shown(secrets), LABEL_WIDTH, width)));
        return lines;
    }

    /** Returns the result and the advice as lines of text, with labels at the left. @param columns characters in a line */
    public List<String> resultLines(ReportTexts texts, int columns) {
        int width = Math.max(NARROWEST, columns);
        List<String> lines = new ArrayList<>(wrapped(label(texts, "Result") + result, LABEL_WIDTH, width));
        int step = 0;
        for (String next : advice) {
            step++;
            String start = label(texts, step == 1 ? "What to do" : "") + step + ". ";
            lines.addAll(wrapped(start + next, LABEL_WIDTH + NUMBER_WIDTH, width));
        }
        return lines;
    }

    /**
     * Returns facts, result and advice for a screen: if it is too small, the last facts are omitted, and only after all facts the end of
     * result and advice.
     *
     * @param most number of lines that the screen shows
     */
    public List<String> lines(ReportTexts texts, boolean secrets, int columns, int most) {
        List<String> facts = factLines(texts, secrets, columns);
        List<String> result = resultLines(texts, columns);
        int room = Math.max(0, most - result.size() - 1);
        List<String> lines = new ArrayList<>(facts.subList(0, Math.min(room, facts.size())));
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.addAll(result.subList(0, Math.min(result.size(), most)));
        return lines;
    }

    private static String label(ReportTexts texts, String english) {
        String label = texts.label(english);
        return label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length()));
    }

    /**
     * Returns a text in lines that are broken between words; a word that is longer than the width has its own line.
     *
     * @param indent blanks before later lines; the first line is not broken within its first {@code indent} characters
     * @param width characters in a line
     */
    public static List<String> wrapped(String text, int indent, int width) {
        List<String> lines = new ArrayList<>();
        int end = Math.min(indent, text.length());
        StringBuilder line = new StringBuilder(text.substring(0, end));
        for (String word : text.substring(end).split("(?= )")) {
            if (line.length() + word.length() > width && line.length() > indent) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent)).append(word.strip());
            } else {
                line.append(word);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /**
     * A row of the report.
     *
     * @param label the name by which programs know the row, in English; empty for a row that continues the previous one
     * @param shortened the text without the parts that identify the house
     */
    public record ReportRow(String label, String text, String shortened) {
        ReportRow(String label, String text, NumberMask mask) {
            this(label, text, mask.shorten(text));
        }

        public static ReportRow of(String label, String text) {
            return new ReportRow(label, text, text);
        }

        public String shown(boolean secrets) {
            return secrets ? text : shortened;
        }
    }
}
