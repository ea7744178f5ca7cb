package org.dbusp1.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.problem.Condition;
import org.dbusp1.problem.Texts;
import org.dbusp1.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the report in one language.
 *
 * @param language two letters; a language with texts
 * @param conditionTexts those of the conditions, and of the report too ({@link Texts#in(String, String)})
 */
public record ReportTexts(String language, Texts conditionTexts) {
    private static final List<String> TO_SEND = List.of("version", "result", "report", "plate", "words", "afar");

    /** @param wanted two letters; for a language without texts English is used */
    public static ReportTexts in(String wanted) {
        String language = Texts.LANGUAGES.contains(wanted) ? wanted : Texts.ENGLISH;
        return new ReportTexts(language, Texts.in(language, "report"));
    }

    /** Returns the texts in the language of the GX device; in English on another machine. */
    public static ReportTexts ofDevice() {
        return in(DeviceChoices.read().language());
    }

    /**
     * Returns the lines about the attachments of a question to the developers: a sentence, then a line for each attachment.
     *
     * @param columns characters in a line
     */
    public List<String> toSend(int columns) {
        Map<String, String> where = Map.of("where", text("where.report", Map.of()));
        List<String> lines = new ArrayList<>(LineReport.wrapped(text("send.head", Map.of()), 0, columns));
        TO_SEND.forEach(thing -> lines.addAll(LineReport.wrapped("- " + text("send." + thing, where), 2, columns)));
        return lines;
    }

    /** Returns a text in which the {names} of facts are replaced. */
    public String text(String key, Map<String, ?> facts) {
        return conditionTexts.text(key, facts);
    }

    /** Returns the status of ESS and the remedy, without a full stop at the end. */
    String sentences(EssStatus ess) {
        String remedy = conditionTexts.remedy(ess.state(), ess.detail());
        return conditionTexts.text(ess.state(), ess.detail()) + (remedy.isEmpty() ? "" : ". " + remedy);
    }

    /**
     * Returns why a source cannot be opened and the remedy, without a full stop at the end; null if only the exception's
     * message describes it.
     */
    @Nullable String refusal(SourceException cause) {
        String remedy = conditionTexts.remedy(cause.condition(), cause.detail());
        return remedy.isEmpty() ? null : conditionTexts.text(cause.condition(), cause.detail()) + ". " + remedy;
    }

    /**
     * Returns the text of a finding about the line, without a full stop.
     *
     * @param forEss whether ESS may use the meter; if not, a line that fits or sends no power is described without ESS
     */
    String finding(Condition found, boolean forEss) {
        return forEss ? conditionTexts.text(found, "") : switch (found) {
            case LINE_FIT -> text("result.plain", Map.of());
            case LINE_NO_POWER -> text("result.no_power", Map.of());
            default -> conditionTexts.text(found, "");
        };
    }

    /** Returns the result of a check, without a full stop. @param forEss whether ESS may use the meter */
    public String result(Condition found, boolean forEss) {
        boolean good = found == Condition.LINE_FIT || found == Condition.LINE_CAREFUL;
        return good ? text("result.good", Map.of("result", finding(found, forEss))) : finding(found, forEss);
    }
}
