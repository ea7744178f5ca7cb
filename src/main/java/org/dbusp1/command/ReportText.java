package org.dbusp1.command;

import java.util.ArrayList;
import java.util.List;
import org.dbusp1.report.LineReport;

/** A report as lines of text: labels at the left, and what is too long goes on below itself. */
public final class ReportText {
    private static final int LABEL = 15;
    private static final int NUMBER = 3;
    private static final int NARROWEST = 40;

    private ReportText() {
    }

    /**
     * The lines.
     *
     * @param secrets whether numbers of meters are shown whole
     * @param columns characters in a line
     */
    public static List<String> lines(LineReport report, boolean secrets, int columns) {
        int width = Math.max(NARROWEST, columns);
        List<String> lines = new ArrayList<>();
        report.rows().forEach(row -> wrap(label(row.label()), row.shown(secrets), LABEL, width, lines));
        lines.add("");
        wrap(label("Result"), report.finding().sentence(), LABEL, width, lines);
        int step = 0;
        for (String advice : report.advice()) {
            boolean goesOn = advice.startsWith(" ");
            step += goesOn ? 0 : 1;
            String start = label(step == 1 && !goesOn ? "What to do" : "")
                    + (goesOn ? " ".repeat(NUMBER) : step + ". ");
            wrap(start, advice.strip(), LABEL + NUMBER, width, lines);
        }
        return lines;
    }

    private static String label(String label) {
        return label + " ".repeat(LABEL - label.length());
    }

    private static void wrap(String start, String text, int indent, int width, List<String> lines) {
        StringBuilder line = new StringBuilder(start);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
    }
}
