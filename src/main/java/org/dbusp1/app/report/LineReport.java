package org.dbusp1.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.output.NumberMask;

/**
 * The report about a line and its meter.
 *
 * @param result the result in words, without a full stop
 * @param advice the steps to try, in order; may be empty
 */
public record LineReport(Condition finding, String result, List<ReportRow> rows, List<String> advice) {
    public LineReport {
        rows = List.copyOf(rows);
        advice = List.copyOf(advice);
    }

    public LineReport withRowAt(int index, ReportRow row) {
        List<ReportRow> more = new ArrayList<>(rows);
        more.add(index, row);
        return new LineReport(finding, result, more, advice);
    }

    public Optional<String> row(String label) {
        return rows.stream().filter(row -> row.label().equals(label)).map(ReportRow::text).findFirst();
    }

    /** Returns what {@code check} shows. @param secrets whether the numbers of meters are in full */
    public CheckText text(ReportTexts texts, boolean secrets) {
        List<String> lines = new ArrayList<>(List.of(label(texts, "Result") + result));
        for (String step : advice) {
            lines.add(label(texts, lines.size() == 1 ? "What to do" : "") + lines.size() + ". " + step);
        }
        return new CheckText(finding, rows.stream().map(row -> label(texts, row.label()) + row.shown(secrets)).toList(), lines);
    }

    private static String label(ReportTexts texts, String english) {
        String label = texts.label(english);
        return label + " ".repeat(Math.max(1, CheckText.LABEL_WIDTH - label.length()));
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
