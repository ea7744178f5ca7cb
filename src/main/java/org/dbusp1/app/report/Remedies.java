package org.dbusp1.app.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.app.report.Connection.Outlet;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.driver.LineState;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.meter.Country;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.metering.HousePower;
import org.jspecify.annotations.Nullable;

/**
 * The steps that help with a finding on a line, from the table remedies.properties, by cause and connection. The texts of the steps are
 * in texts_LANGUAGE.properties.
 *
 * @param country country of the meter; null: unknown
 * @param probing whether the driver finds the settings of a serial line by itself
 * @param known whether this driver has read a meter on this cable, perhaps in an earlier run
 */
record Remedies(ReportTexts texts, @Nullable Country country, boolean probing, boolean known) {
    private static final Map<String, List<Cell>> TABLE = table(ReportTexts.rows("remedies.properties"));
    private static final String ANY = "any";
    private static final String UNHELPED = "please_send";
    /** Steps for somebody who ends a check before it can tell a silent line from a slow meter. */
    private static final int EARLY_STEPS = 2;

    /** @param keys of outlets and carriers, or any @param steps their names */
    private record Cell(List<String> keys, List<String> steps) {
        static Cell parse(String text) {
            String[] sides = text.split(":");
            return new Cell(words(sides[0]), words(sides[1]));
        }

        private static List<String> words(String text) {
            return List.of(text.strip().split(" +"));
        }
    }

    private static Map<String, List<Cell>> table(Properties rows) {
        return rows.stringPropertyNames().stream().collect(Collectors.toUnmodifiableMap(Function.identity(),
                cause -> Stream.of(rows.getProperty(cause).split(";")).map(Cell::parse).toList()));
    }

    /**
     * Returns the steps, each a sentence.
     *
     * @param finding with its facts, which the steps may name
     * @param cause   of the fault; the fault itself if it has no cause of its own
     */
    List<String> about(Finding finding, Condition cause, LineState state, Connection connection) {
        Condition found = finding.condition();
        if (found == Condition.LINE_LISTENING) {
            return state.bytes() > 0 ? List.of()
                    : about(Finding.of(Condition.LINE_SILENT), Condition.LINE_SILENT, state, connection).stream().limit(EARLY_STEPS)
                    .toList();
        }
        if (found.subject() == Condition.Subject.METER) {
            return List.of(Texts.stopped(texts.conditionTexts().remedy(finding)));
        }
        // The reason of any other refusal says what to do.
        if (found == Condition.LINE_ABSENT && state.refusal() != null && state.refusal() != Condition.LINE_ABSENT) {
            return List.of();
        }
        Set<String> steps = new LinkedHashSet<>();
        boolean arrive = Diagnosis.telegramsArrive(found);
        if (arrive && Diagnosis.sevenBitsHelp(state) && cause != Condition.LINE_EIGHTH_BIT) {
            steps.add(step(connection.carrier() == Carrier.TCP ? "bridge_seven_bits" : "seven_bits"));
        }
        names(cause, connection).forEach(name -> steps.addAll(steps(name, state, connection)));
        if (arrive && Diagnosis.lineEndsRepaired(state) > 0) {
            steps.add(step("line_ends") + " " + step(state.sourceEnded() ? "as_it_is" : "raw_bridge"));
        }
        return List.copyOf(steps);
    }

    static List<String> names(Condition cause, Connection connection) {
        List<Cell> row = TABLE.get(cause.id());
        if (row == null) {
            return List.of();
        }
        String outlet = key(outlet(row, connection));
        List<String> names = row.stream().filter(cell -> cell.keys.contains(ANY) || cell.keys.contains(key(connection.carrier()))
                || cell.keys.contains(outlet) && connection.hasOutlet()).flatMap(cell -> cell.steps.stream()).toList();
        return names.isEmpty() ? List.of(UNHELPED) : names;
    }

    /** Returns the outlet whose cells count in a row: an unknown outlet is taken for P1 where the row has no cell of its own for it. */
    private static Outlet outlet(List<Cell> row, Connection connection) {
        return connection.outlet() == Outlet.UNKNOWN && row.stream().noneMatch(cell -> cell.keys.contains(key(Outlet.UNKNOWN)))
                ? Outlet.P1 : connection.outlet();
    }

    private static String key(Enum<?> column) {
        return column.name().toLowerCase(Locale.ROOT);
    }

    private List<String> steps(String name, LineState state, Connection connection) {
        boolean isHead = connection.outlet() == Outlet.HEAD;
        return switch (name) {
            case "@slow" -> List.of(texts.text(isOlderDutch(state) ? "step.slow_dutch" : "step.slow",
                    Map.of("where", texts.text("where.follow", Map.of()))));
            case "@interval" -> List.of(texts.text("step.interval", Map.of("seconds", Diagnosis.meanGap(state).toSeconds())));
            case "@no_power" -> withoutPower(state).stream().map(this::step).toList();
            case "@open" -> howToOpen();
            // A line that is read much too fast brings only zeros.
            case "@zero_settings" -> isZero(state) ? steps("@settings", state, connection) : List.of();
            case "@settings" -> List.of(step(connection.carrier() == Carrier.TCP ? "bridge_settings" : probing ? "wait" : "auto"));
            case "@sml_settings" -> excludesSmlHead(state) ? List.of(step("sml_settings")) : List.of();
            case "@restart_meter" -> List.of(step(isHead ? "restart_meter_head"
                    : connection.outlet() == Outlet.BUS || connection.carrier() != Carrier.SERIAL ? "restart_meter_bus" : "restart_meter"));
            case "@restart_known" -> known ? steps("@restart_meter", state, connection) : List.of();
            case "@wrong_key" -> (state.lastGood() == null ? List.of("compare_key", "other_key", "new_key")
                    : List.of("new_key", "compare_key", "other_key")).stream().map(this::step).toList();
            case "@inverted_log" -> connection.hasOutlet() ? List.of() : List.of(step("inverted_log"));
            case "@plug" -> List.of(step(isHead ? "head_plug" : "cable_plug"));
            case "@other_usb" -> List.of(step(isHead ? "other_head" : "other_usb"));
            default -> List.of(step(name));
        };
    }

    private static List<String> withoutPower(LineState state) {
        HousePower.Absent absent = state.snapshot() == null ? null : state.snapshot().grid().house().absent();
        return switch (absent == null ? PowerAbsence.PIN : absent.likely()) {
            case PIN, WITHHELD -> List.of("pin", "pin_expires");
            case INF_OFF -> List.of("inf_off", "pin_expires");
            case NO_DIRECTION, EXPORT_UNKNOWN -> List.of("no_direction", UNHELPED);
            case COUNTERS_ONLY -> List.of("counters_only", UNHELPED);
            case HEAT_METER -> List.of("heat_meter");
            case PORT_NOT_OPEN -> List.of("closed_port", "energies");
        };
    }

    /** Returns how the port is opened: nothing in a country where each port is open, the chapter alone where the country is unknown. */
    private List<String> howToOpen() {
        if (country != null && ReportTexts.isAlwaysOpen(country)) {
            return List.of();
        }
        return List.of(country == null ? step("open_most") : texts.howToOpenPort(country)
                .map(advice -> texts.text("step.open", Map.of("country", advice))).orElseGet(() -> step("open_most")));
    }

    /** Returns whether the owner chose settings with which no optical head of an SML meter sends. */
    private boolean excludesSmlHead(LineState state) {
        LineSettings set = state.settings();
        return !probing && set != null && (set.dataBits() != 8 || set.parity() != LineSettings.Parity.NONE);
    }

    private static boolean isZero(LineState state) {
        byte[] newest = state.samples().isEmpty() ? new byte[0] : state.samples().get(state.samples().size() - 1);
        return newest.length > 0 && newest[0] == 0;
    }

    private String step(String name) {
        return texts.text("step." + name, Map.of());
    }

    private static boolean isOlderDutch(LineState state) {
        Dialect dialect = state.snapshot() == null ? null : state.snapshot().reading().meter().dialect();
        return dialect == Dialect.DSMR2 || dialect == Dialect.DSMR4;
    }
}
