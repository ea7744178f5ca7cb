package org.dbusp1.report;

import java.util.ArrayList;
import java.util.List;
import org.dbusp1.output.EssVerdict;

/**
 * The report about a line and its meter, for people.
 *
 * @param finding the result
 * @param rows    the facts, in order
 * @param advice  the steps to take, in the order in which to try them; empty if there are none
 */
public record LineReport(Finding finding, List<Row> rows, List<String> advice) {
    public LineReport {
        rows = List.copyOf(rows);
        advice = List.copyOf(advice);
    }

    /** Returns this report with the state of ESS for the meter, if it is known. */
    LineReport with(EssVerdict ess) {
        if (ess.equals(EssVerdict.UNKNOWN)) {
            return this;
        }
        List<Row> more = new ArrayList<>(rows);
        more.add(Row.of("ESS", ess.text() + (ess.remedy().isEmpty() ? "" : ". " + ess.remedy())));
        ess.regulation().ifPresent(quality -> more.add(Row.of("", quality.text())));
        return new LineReport(finding, more, advice);
    }

    /**
     * A line of the report.
     *
     * @param label  the subject of the line; empty for a line that continues the one before
     * @param secret the parts of the text that identify the house
     */
    public record Row(String label, String text, Redaction secret) {
        public static Row of(String label, String text) {
            return new Row(label, text, Redaction.NONE);
        }

        /** Returns the text; secret parts are shortened unless secrets are to be shown. */
        public String shown(boolean secrets) {
            return secrets ? text : secret.shorten(text);
        }
    }
}
