package org.dbusp1.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.driver.LineState;
import org.dbusp1.line.frame.FormatHint;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.meter.Country;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.PowerAbsence;
import org.jspecify.annotations.Nullable;

/**
 * Finds the steps that help with a finding on a line, the most frequent and easiest first. The texts of the steps are in
 * texts_LANGUAGE.properties.
 *
 * @param texts of the report
 * @param country country of the meter; null: unknown
 * @param probing whether the driver finds the settings of a serial line by itself
 */
record Advice(ReportTexts texts, @Nullable Country country, boolean probing) {

    /** Returns the steps for a finding, each a sentence; a step that begins with a blank continues the step before. */
    List<String> about(Condition found, LineState state) {
        List<String> lines = new ArrayList<>(steps(found, state));
        if (LineDiagnoser.sevenBitsHelp(state) && LineDiagnoser.telegramsArrive(found)) {
            lines.add(0, step("seven_bits"));
        }
        if (LineDiagnoser.lineEndsRepaired(state) > 0 && LineDiagnoser.telegramsArrive(found)) {
            lines.add(step("line_ends") + " " + step(state.sourceEnded() ? "as_it_is" : "raw_bridge"));
        }
        return lines;
    }

    private List<String> steps(Condition found, LineState state) {
        return switch (found) {
            case LINE_FIT, LINE_MEASURING, LINE_LISTENING, LINE_HANGS -> List.of();
            case LINE_CAREFUL -> steps("careful");
            case LINE_SLOW -> List.of(texts.text(isOlderDutch(state) ? "step.slow_dutch" : "step.slow",
                    Map.of("where", texts.text("where.follow", Map.of()))));
            case LINE_DAMAGED_OFTEN, LINE_DAMAGED -> isOptical(state) ? steps("head", "light") : steps("ground", "splitter", "usb");
            case LINE_HALF_SML -> withSettings(excludesSmlHead(state) ? "sml_settings" : null, "head", "light", "other_head");
            case LINE_UNKNOWN_CONTENT, LINE_UNSCALED -> steps("line_is_right", "please_send");
            case LINE_SEVEN_BITS -> sevenBits(state);
            case LINE_NO_CHECKSUM -> steps("five_without_checksum", "please_send");
            case LINE_TOO_SELDOM -> List.of(texts.text("step.interval", Map.of("seconds", LineDiagnoser.meanGap(state).toSeconds())));
            case LINE_TAKEN -> steps("taken");
            case LINE_TELNET -> steps(state.sourceEnded() ? "record_raw" : "raw_bridge");
            case LINE_ASKS -> steps("asks");
            case LINE_HEX_TEXT -> steps("raw_bytes");
            case LINE_ONE_PARITY -> steps("one_parity");
            case LINE_ONE_BYTE -> steps("unplug", "cable", "other_usb", "restart_meter");
            case LINE_NO_POWER -> withoutPower(state);
            case LINE_TWO_METERS -> steps("one_meter", "no_joint", "split_log");
            // The text of the obstacle of a network source has its remedy already.
            case LINE_ABSENT -> state.obstacle() != null && state.obstacle().contains("/dev/") ? steps("plug_in") : List.of();
            case LINE_SILENT, LINE_DISTURBED -> {
                List<String> steps = new ArrayList<>(silent());
                if (state.settings() == null && !state.sourceEnded()) {
                    steps.add(0, step("taken"));
                }
                yield steps;
            }
            case LINE_NO_TELEGRAM -> steps("right_file", "record", "check_port");
            case LINE_TOO_FEW -> steps("record");
            case LINE_LINE_ENDS -> state.sourceEnded() ? steps("as_it_is", "record") : steps("raw_bridge");
            case LINE_STOPPED -> isOptical(state) ? steps("head", "head_plug") : steps("cable_plug", "splitter", "unplug");
            case LINE_ENCRYPTED -> steps("key");
            case LINE_WRONG_KEY -> steps("compare_key", "other_key");
            case LINE_BINARY -> withSettings(settingsStep(state), "mbus", "ground");
            case LINE_CUT_FRAMES -> withSettings(settingsStep(state), "part_of_frame", "ground");
            case LINE_CUT -> isOptical(state) ? steps("head", "light") : steps("data_request", "splitter", "usb");
            case LINE_START -> steps("pull_up", "splitter");
            case LINE_TEXT -> state.sourceEnded() ? steps("right_file", "record", "check_port")
                    : withSettings(settingsStep(state), state.inBursts() ? new String[] {"other_device", "inverter"}
                    : new String[] {"other_device"});
            case METER_POWER_UNIT, METER_TOTAL_STANDS, METER_IMPORT_NOT_COUNTED, METER_EXPORT_NOT_COUNTED,
                    METER_CLOCK_WRONG ->
                    List.of(texts.conditionTexts().remedy(Finding.of(found)) + ".");
            case LINE_NOISE -> state.sourceEnded() ? steps("right_file", "inverter", "record", "check_port")
                    : withSettings(settingsStep(state), "inverter", "cable", "splitter", "s1");
            default -> throw new IllegalArgumentException(found + " is not found on a line");
        };
    }

    /** Returns the steps for bytes without their eighth bit. If they are no SML but come as from a meter, its line may be inverted. */
    private List<String> sevenBits(LineState state) {
        String eight = state.sourceEnded() ? "record_eight_bits" : "eight_bits";
        if (state.anyRejectedMatches(FormatHint.SML_ESCAPE) || !state.inBursts() && !state.sourceEnded()) {
            return steps(eight);
        }
        return state.sourceEnded() ? steps("right_file", eight, "inverter") : state.settings() == null ? steps(eight, "inverter")
                : withSettings(settingsStep(state), "inverter", eight);
    }

    private List<String> withoutPower(LineState state) {
        return switch (state.snapshot() == null ? PowerAbsence.PIN : PowerAbsence.of(state.snapshot().reading())) {
            case PIN -> steps("pin", "pin_expires");
            case COUNTERS_ONLY -> steps("counters_only", "please_send");
            case HEAT_METER -> steps("heat_meter");
            case PORT_NOT_OPEN -> steps("closed_port", "energies");
        };
    }

    /**
     * Returns the step about speed and parity: to set those of a network bridge; for a serial line to wait while the driver tries, or to
     * set auto. Null for a log.
     */
    private @Nullable String settingsStep(LineState state) {
        return state.sourceEnded() ? null : state.settings() == null ? "bridge_settings" : probing ? "wait" : "auto";
    }

    /** Returns whether the owner chose settings with which no optical head of an SML meter sends. */
    private boolean excludesSmlHead(LineState state) {
        LineSettings set = state.settings();
        return !probing && set != null && (set.dataBits() != 8 || set.parity() != LineSettings.Parity.NONE);
    }

    private List<String> withSettings(@Nullable String settings, String... names) {
        List<String> steps = new ArrayList<>(steps(names));
        if (settings != null) {
            steps.add(1, step(settings));
        }
        return steps;
    }

    private String step(String name) {
        return texts.text("step." + name, Map.of());
    }

    private List<String> steps(String... names) {
        return Arrays.stream(names).map(this::step).toList();
    }

    /** Returns whether Dutch grid operators replace the meter by one that sends every second. */
    private static boolean isOlderDutch(LineState state) {
        Dialect dialect = dialect(state);
        return dialect == Dialect.DSMR2 || dialect == Dialect.DSMR4;
    }

    /** Returns whether the received bytes, intact or not, are from a meter with an optical port. */
    private static boolean isOptical(LineState state) {
        Dialect dialect = dialect(state);
        return dialect != null && dialect.port() == Dialect.Port.OPTICAL || state.anyRejectedMatches(FormatHint.D0_REGISTER);
    }

    private static @Nullable Dialect dialect(LineState state) {
        return state.snapshot() == null ? null : state.snapshot().reading().meter().dialect();
    }

    private List<String> silent() {
        if (country == Country.GERMANY) {
            List<String> steps = new ArrayList<>();
            texts.howToOpenPort(Country.GERMANY).ifPresent(advice -> steps.add(advice + "."));
            steps.addAll(steps("head", "front", "other_head"));
            return steps;
        }
        List<String> steps = new ArrayList<>(steps("splitter", "cable", "s1", "other_usb"));
        // The step for one known country is first: it is the most frequent reason. Without a known country the steps for all
        // countries, which fill a screen, are last.
        if (country != null) {
            steps.add(0, texts.howToOpenPort(country).map(advice -> texts.text("step.open", Map.of("country", advice)))
                    .orElseGet(() -> step("open_most")));
        } else {
            steps.add(step("open_most"));
            List.of(Country.values()).forEach(country -> texts.howToOpenPort(country).ifPresent(advice -> steps.add(" " + advice + ".")));
        }
        return steps;
    }
}
