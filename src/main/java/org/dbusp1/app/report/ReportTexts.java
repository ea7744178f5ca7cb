package org.dbusp1.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.process.Health;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.Country;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the report in one language.
 *
 * @param language two letters; a language with texts
 * @param conditionTexts those of the conditions, and of the report too ({@link Texts#in(String, String)})
 * @param isDevice whether they name the screen and the stick of a GX device
 */
public record ReportTexts(String language, Texts conditionTexts, boolean isDevice) {
    /** Begins the name of a row that is in place of another one on a machine without screen and stick. */
    private static final String PC = "pc.";

    private static final List<String> TO_SEND = List.of("send.version", "send.result", "send.report", "send.plate", "send.words",
            "send.afar");
    /** On a machine without firmware, stick, screen and VRM. */
    private static final List<String> TO_SEND_FROM_PC = List.of("pc.version", "pc.result", "send.report", "send.plate", "send.words");

    /** @param wanted two letters; for a language without texts English is used */
    public static ReportTexts in(String wanted) {
        String language = Texts.LANGUAGES.contains(wanted) ? wanted : Texts.ENGLISH;
        return new ReportTexts(language, Texts.in(language, "app/report"), true);
    }

    /** Returns the texts in the language of a GX device; for another machine in English, with nothing that only a GX device has. */
    static ReportTexts of(DeviceChoices choices) {
        ReportTexts texts = in(choices.language());
        return new ReportTexts(texts.language(), texts.conditionTexts(), choices.isOfDevice());
    }

    /** Returns the texts in the language of the GX device; in English on another machine. */
    public static ReportTexts ofDevice() {
        return of(DeviceChoices.read());
    }

    /**
     * Returns the lines about the attachments of a question to the developers: a sentence, then a line for each attachment.
     *
     * @param columns characters in a line
     * @param onDevice true for a driver of a GX device that publishes the meter there
     */
    public List<String> toSend(int columns, boolean onDevice) {
        Map<String, String> where = Map.of("where", onDevice ? text("where.report", Map.of()) : "dbus-p1 check --black-box");
        List<String> lines = new ArrayList<>(LineReport.wrapped(text("send.head", Map.of()), 0, columns));
        (onDevice ? TO_SEND : TO_SEND_FROM_PC).forEach(thing -> lines.addAll(LineReport.wrapped("- " + text(thing, where), 2, columns)));
        return lines;
    }

    /** Returns a text in which the {names} of facts are replaced. */
    public String text(String key, Map<String, ?> facts) {
        return conditionTexts.text(!isDevice && conditionTexts.has(PC + key) ? PC + key : key, facts);
    }

    /**
     * Returns how an owner in a country gets the port opened, without the last full stop. In English the country's name precedes:
     * "Finland: off until you ask the grid operator". In other languages it is a text of its own, without the name.
     *
     * @return empty if the country has no text in this language; English is never empty
     */
    Optional<String> howToOpenPort(Country country) {
        String key = country.name().toLowerCase(Locale.ROOT) + ".opens";
        return language.equals(Texts.ENGLISH) ? Optional.of(country.title() + ": " + Meters.ROWS.getProperty(key))
                : Optional.ofNullable(Meters.ROWS.getProperty(key + "." + language))
                        .map(text -> text.replace("`", "").replaceFirst("[.]$", ""));
    }

    /** Returns a word of the column "For ESS" in the tables of meters, in this language. */
    String forEss(String grade) {
        return Objects.requireNonNullElseGet(Meters.ROWS.getProperty("ess." + grade + "." + language),
                () -> Meters.ROWS.getProperty("ess." + grade))
                .replace("*", "").replace("{follow}", text("name.follow_the_inverter", Map.of()));
    }

    /** Returns whether the ports of all meters of a country send without being asked for. */
    static boolean isAlwaysOpen(Country country) {
        return Meters.ROWS.containsKey(country.name().toLowerCase(Locale.ROOT) + ".open");
    }

    /** Returns the label of a row in this language. @param english the label by which programs know the row */
    String label(String english) {
        String key = "label." + english.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        // A phase has the same name in each language.
        return conditionTexts.has(key) ? text(key, Map.of()) : english;
    }

    /** Returns the name of a kind of repair. @param repair as in the log */
    String repair(String repair) {
        String key = "repair." + repair.toLowerCase(Locale.ROOT).replace(' ', '_');
        return conditionTexts.has(key) ? text(key, Map.of()) : repair;
    }

    /** Returns the row about the outputs, which names each. A fault is in the words of the log. @param zone the owner's */
    String outputs(List<Health> outputs, ZoneId zone) {
        return outputs.stream().map(output -> {
            String lost = output.dropped() == 0 ? "" : ", " + text(output.dropped() == 1 ? "outputs.one_dropped" : "outputs.dropped",
                    Map.of("count", output.dropped()));
            String state = output.works() ? text("outputs.works", Map.of("output", output.name()))
                    : text("outputs.fails", Map.of("output", output.name(), "time",
                    DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone).format(output.since())));
            return state + lost + (output.works() || output.fault() == null ? "" : " (" + output.fault() + ")");
        }).collect(Collectors.joining("; "));
    }

    /**
     * Returns why a source cannot be opened and the remedy, without a full stop at the end; null if only the exception's
     * message describes it.
     */
    @Nullable String refusal(SourceException cause) {
        Finding found = Finding.of(cause.condition(), cause.detail());
        return conditionTexts.remedy(found).isEmpty() ? null : conditionTexts.both(found);
    }

    /**
     * Returns the text of a finding about the line, without a full stop.
     *
     * @param forEss whether ESS may use the meter; if not, a line that fits or sends no power is described without ESS
     */
    String finding(Condition found, boolean forEss) {
        return forEss ? conditionTexts.text(Finding.of(found)) : switch (found) {
            case LINE_FIT -> text("result.plain", Map.of());
            case LINE_NO_POWER -> text("result.no_power", Map.of());
            default -> conditionTexts.text(Finding.of(found));
        };
    }

    /** Returns the result of a check, without a full stop. @param forEss whether ESS may use the meter */
    public String result(Condition found, boolean forEss) {
        boolean good = found == Condition.LINE_FIT || found == Condition.LINE_CAREFUL;
        return good ? text("result.good", Map.of("result", finding(found, forEss))) : finding(found, forEss);
    }

    /** Returns a result with the cause of damage. @param cause a condition of the line with a text of its own for some telegrams */
    String damage(String result, Condition cause) {
        return result + ": " + text("damage." + cause.id().substring(cause.id().indexOf('.') + 1), Map.of());
    }

    /** Returns the rows of a file of this package. */
    static Properties rows(String name) {
        try (InputStream file = ReportTexts.class.getResourceAsStream(name)) {
            Properties rows = new Properties();
            rows.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of the meters of each country, read at its first use. */
    private static final class Meters {
        private static final Properties ROWS = rows("meters.properties");
    }
}
