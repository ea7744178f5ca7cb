package org.dbusp1.report;

import java.util.ArrayList;
import java.util.List;
import org.dbusp1.output.EssVerdict;

/**
 * The report about a line and its meter, for people.
 *
 * @param finding what it comes to
 * @param rows    what was seen, in order
 * @param advice  what to do, in the order in which to try it; empty where nothing has to be done
 */
public record LineReport(Finding finding, List<Row> rows, List<String> advice) {
    public LineReport {
        rows = List.copyOf(rows);
        advice = List.copyOf(advice);
    }

    /** Returns this report with what ESS does with the meter, where that is known. */
    LineReport with(EssVerdict ess) {
        if (ess.equals(EssVerdict.UNKNOWN)) {
            return this;
        }
        List<Row> more = new ArrayList<>(rows);
        more.add(Row.of("ESS", ess.text() + (ess.remedy().isEmpty() ? "" : ". " + ess.remedy())));
        return new LineReport(finding, more, advice);
    }

    /**
     * A line of it.
     *
     * @param label  what it is about; empty for one that goes on with the line before
     * @param secret whether it holds a number that identifies the house
     */
    public record Row(String label, String text, Redaction secret) {
        public static Row of(String label, String text) {
            return new Row(label, text, Redaction.NONE);
        }

        /** The text, shortened where it is secret and secrets are not to be shown. */
        public String shown(boolean secrets) {
            return secrets ? text : secret.shorten(text);
        }
    }
}
