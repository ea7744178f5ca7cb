package org.dbusp1.app.report;

import java.util.ArrayList;
import java.util.List;
import org.dbusp1.base.problem.Condition;

/**
 * What {@code check} shows about a line, with labels at the left.
 *
 * @param facts each in one line, which the screen may break
 * @param result the result, then each step to try; each in one line
 */
public record CheckText(Condition finding, List<String> facts, List<String> result) {
    static final int LABEL_WIDTH = 15;
    private static final int NUMBER_WIDTH = 3;
    private static final int NARROWEST = 40;

    public CheckText {
        facts = List.copyOf(facts);
        result = List.copyOf(result);
    }

    public CheckText withoutAdvice() {
        return new CheckText(finding, facts, result.stream().limit(1).toList());
    }

    /** Returns the facts in lines for a screen. @param columns characters in a line */
    public List<String> factLines(int columns) {
        return facts.stream().flatMap(fact -> LineReport.wrapped(fact, LABEL_WIDTH, Math.max(NARROWEST, columns)).stream()).toList();
    }

    /** Returns result and advice in lines for a screen. @param columns characters in a line */
    public List<String> resultLines(int columns) {
        List<String> lines = new ArrayList<>();
        for (String line : result) {
            int indent = lines.isEmpty() ? LABEL_WIDTH : LABEL_WIDTH + NUMBER_WIDTH;
            lines.addAll(LineReport.wrapped(line, indent, Math.max(NARROWEST, columns)));
        }
        return lines;
    }

    /**
     * Returns facts, result and advice for a screen: if it is too small, the last facts are omitted, and only after all facts the end of
     * result and advice.
     *
     * @param most number of lines that the screen shows
     */
    public List<String> lines(int columns, int most) {
        List<String> known = factLines(columns);
        List<String> found = resultLines(columns);
        int room = Math.max(0, most - found.size() - 1);
        List<String> lines = new ArrayList<>(known.subList(0, Math.min(room, known.size())));
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.addAll(found.subList(0, Math.min(found.size(), most)));
        return lines;
    }
}
