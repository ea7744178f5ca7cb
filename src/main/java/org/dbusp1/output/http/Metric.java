package org.dbusp1.output.http;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * A metric of Prometheus that has the value of a fact. A phase, tariff, quadrant or output is a label, and the name has only the word
 * for the label, so that parts are never added to their total: {@code p1_power_phase_watts}, {@code p1_output_up}.
 *
 * @param name  all words of the fact's key, and the unit
 * @param label name and value: {@code phase}, {@code l1}; empty without a label
 * @param labels the same in the text format
 * @param help  the HELP text
 */
record Metric(Fact fact, String name, List<String> label, String labels, String help) {
    private static final Map<Character, String> NUMBERED = Map.of('l', "phase", 't', "tariff", 'q', "quadrant");
    private static final String JOULES = "joules";
    private static final BigDecimal KILOWATT_HOUR_IN_JOULES = BigDecimal.valueOf(3_600_000);

    static Stream<Metric> of(Stream<Fact> facts) {
        return facts.filter(fact -> fact.format().isNumber()).map(Metric::of);
    }

    static Metric of(Fact fact) {
        String unit = unit(fact.format());
        List<String> words = new ArrayList<>(List.of("p1"));
        List<String> label = List.of();
        for (String part : fact.key().split("\\.")) {
            List<String> found = label(fact, part);
            label = label.isEmpty() ? found : label;
            String word = (found.isEmpty() ? part : found.get(0)).replace('-', '_');
            if (!words.contains(word) && !(word.equals("total") && unit.endsWith("total"))) {
                words.add(word);
            }
        }
        if (!unit.isEmpty()) {
            words.add(unit);
        }
        return new Metric(fact, String.join("_", words), label, Metrics.labels(label.toArray(String[]::new)), help(fact, label));
    }

    /** Returns the unit at the end of a name; counters of energy, also of reactive energy, are in joules. */
    private static String unit(ValueFormat format) {
        return switch (format) {
            case WATT -> "watts";
            case VAR -> "vars";
            case VOLT_AMPERE -> "voltamperes";
            case VOLT -> "volts";
            case AMPERE -> "amperes";
            case HERTZ -> "hertz";
            case RATIO -> "ratio";
            case KILOWATT_HOUR, KILOVAR_HOUR -> JOULES + "_total";
            case USED_KILOWATT_HOUR -> JOULES;
            case CUBIC_METER -> "cubic_meters";
            case TOTAL -> "total";
            case GIGAJOULE, COUNTER, INTEGER, HEX, TEXT, CHOICE, TIME, LIST, TEXTS -> "";
        };
    }

    private static List<String> label(Fact fact, String part) {
        if (part.matches("[ltq][1-9]")) {
            return List.of(NUMBERED.get(part.charAt(0)), part.startsWith("l") ? part : part.substring(1));
        }
        if (part.equals("neutral")) {
            return List.of("phase", "n");
        }
        return fact.key().startsWith(Fact.OUTPUT_GROUP + "." + part + ".") ? List.of(Fact.OUTPUT_GROUP, part) : List.of();
    }

    private static String help(Fact fact, List<String> label) {
        // One metric has the values of all phases, tariffs, quadrants and outputs: its text names none of them.
        String all = fact.title().replaceFirst("^(Output \\w+|L1): | (L1|tariff 1|quadrant 1)$", "");
        return (fact.format() == ValueFormat.KILOWATT_HOUR ? "Energy counter: " : "")
                + Character.toUpperCase(all.charAt(0)) + all.substring(1)
                + (label.isEmpty() ? "." : ", by " + label.get(0) + ".");
    }

    /** Returns the number in the unit of the metric; null if unknown. */
    @Nullable BigDecimal sample(FactInput input) {
        BigDecimal value = fact.decimal(input);
        return value != null && unit(fact.format()).startsWith(JOULES) ? value.multiply(KILOWATT_HOUR_IN_JOULES) : value;
    }
}
