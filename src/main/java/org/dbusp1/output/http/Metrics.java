package org.dbusp1.output.http;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.feedback.EssVerdict.Follow;
import org.dbusp1.feedback.Feedback;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.http.LiveStream.LiveState;

/**
 * {@code /metrics}: the present state in the text format of Prometheus. While the meter is silent only counters of the line and
 * {@code p1_online 0} remain: a frozen value would draw a wrong curve.
 */
final class Metrics {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Joules in a kWh, also of reactive energy. */
    private static final BigDecimal KILOWATT_HOUR = BigDecimal.valueOf(3_600_000);

    private final Map<Family, Map<String, BigDecimal>> samples = new EnumMap<>(Family.class);
    private final Map<String, Map<Fact, BigDecimal>> facts = new LinkedHashMap<>();

    private Metrics() {
    }

    static byte[] of(LiveState state, String version, Feedback feedback) {
        Metrics metrics = new Metrics();
        metrics.add(Family.BUILD, labels("version", version), BigDecimal.ONE);
        metrics.add(Family.ONLINE, "", BigDecimal.valueOf(state.online() ? 1 : 0));
        metrics.line(state.quality());
        state.snapshot().ifPresent(last -> metrics.add(Family.TELEGRAM_TIME, "", BigDecimal.valueOf(last.arrival().toEpochMilli(), 3)));
        state.current().ifPresent(metrics::current);
        Fact.View view = Fact.Shown.of(state.current(), feedback);
        Fact.ALL.forEach(fact -> fact.sample(view).ifPresent(value -> metrics.facts.computeIfAbsent(fact.metric(), none ->
                new LinkedHashMap<>()).put(fact, value)));
        return metrics.print().getBytes(StandardCharsets.UTF_8);
    }

    private void line(LineQuality quality) {
        add(Family.TELEGRAMS, labels("result", "ok"), BigDecimal.valueOf(quality.accepted()));
        add(Family.TELEGRAMS, labels("result", "repaired"), BigDecimal.valueOf(quality.repaired()));
        for (RejectCause cause : RejectCause.values()) {
            add(Family.TELEGRAMS, labels("result", cause.code()), BigDecimal.valueOf(quality.rejected().getOrDefault(cause, 0L)));
        }
    }

    private void current(Snapshot now) {
        for (Quantity quantity : now.values().present()) {
            BigDecimal value = now.values().decimal(quantity);
            add(Family.of(quantity), labels(quantity), quantity.isCounter() ? value.multiply(KILOWATT_HOUR) : value);
        }
        for (MBusDevice device : now.devices()) {
            device.reading().ifPresent(counter -> device(device, counter));
        }
        now.reading().message().details().peakImport().flatMap(peak -> peak.time()).ifPresent(time ->
                add(Family.MONTH_PEAK_TIME, "", BigDecimal.valueOf(time.epochSecond())));
        now.demand().flatMap(Demand::bill).ifPresent(this::bill);
        MeterIdentity meter = now.reading().meter();
        List<String> info = new ArrayList<>(List.of("model", meter.identification()));
        meter.version().ifPresent(version -> info.addAll(List.of("version", version)));
        add(Family.METER, labels(info.toArray(String[]::new)), BigDecimal.ONE);
    }

    private void bill(Demand.Bill bill) {
        add(Family.DEMAND_COUNTED, labels("tariff", bill.tariff()), bill.counted() ? BigDecimal.ONE : BigDecimal.ZERO);
        for (int i = 0; i < bill.peaks().size(); i++) {
            String rank = labels("rank", Integer.toString(i + 1));
            add(Family.DEMAND_PEAK, rank, BigDecimal.valueOf(bill.peaks().get(i).watts()));
            add(Family.DEMAND_PEAK_TIME, rank, BigDecimal.valueOf(bill.peaks().get(i).start().epochSecond()));
        }
    }

    private void device(MBusDevice device, MBusDevice.CounterReading counter) {
        String channel = Integer.toString(device.channel());
        String labels = labels("channel", channel, "kind", device.medium().name().toLowerCase(Locale.ROOT));
        counter.cubicMeters().ifPresent(volume -> add(Family.MBUS_VOLUME, labels, volume));
        counter.kilojoules().ifPresent(energy -> add(Family.MBUS_ENERGY, labels, energy.movePointRight(3)));
        add(Family.MBUS_TIME, labels("channel", channel), BigDecimal.valueOf(counter.time().epochSecond()));
    }

    private void add(Family family, String labels, BigDecimal value) {
        samples.computeIfAbsent(family, none -> new TreeMap<>()).put(labels, value);
    }

    private String print() {
        StringBuilder text = new StringBuilder(8192);
        samples.forEach((family, rows) -> print(text, family.title, family.help, type(family.title), rows));
        facts.forEach((metric, values) -> print(text, metric, values));
        return text.toString();
    }

    private static void print(StringBuilder text, String metric, Map<Fact, BigDecimal> values) {
        Map<String, BigDecimal> rows = new LinkedHashMap<>();
        values.forEach((fact, value) -> rows.put(labels(fact.labels().toArray(String[]::new)), value));
        print(text, metric, values.keySet().iterator().next().help(), type(metric), rows);
    }

    private static String type(String metric) {
        return metric.endsWith("_total") ? "counter" : "gauge";
    }

    private static void print(StringBuilder text, String name, String help, String type, Map<String, BigDecimal> rows) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n')
                .append("# TYPE ").append(name).append(' ').append(type).append('\n');
        rows.forEach((labels, value) -> text.append(name).append(labels).append(' ')
                .append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString()).append('\n'));
    }

    /** Returns a quantity's labels within its family, by the words of its name: ENERGY_IMPORT_T1, CURRENT_NEUTRAL. */
    static String labels(Quantity quantity) {
        if (quantity == Quantity.FUSE) {
            return labels("direction", "import");
        }
        List<String> pairs = new ArrayList<>();
        for (String word : quantity.name().toLowerCase(Locale.ROOT).split("_")) {
            switch (word) {
                case "import", "export" -> pairs.addAll(List.of("direction", word));
                case "today", "tomorrow" -> pairs.addAll(List.of("day", word));
                case "neutral" -> pairs.addAll(List.of("phase", "n"));
                case "l1", "l2", "l3" -> pairs.addAll(List.of("phase", word));
                case "t1", "t2", "t3", "t4", "t5", "t6" -> pairs.addAll(List.of("tariff", word.substring(1)));
                case "q1", "q2", "q3", "q4" -> pairs.addAll(List.of("quadrant", word.substring(1)));
                default -> { }
            }
        }
        return labels(pairs.toArray(String[]::new));
    }

    /** Returns names and values of labels as printed. */
    private static String labels(String... pairs) {
        StringJoiner text = new StringJoiner(",", "{", "}").setEmptyValue("");
        for (int i = 0; i < pairs.length; i += 2) {
            text.add(pairs[i] + "=\"" + pairs[i + 1].replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + '"');
        }
        return text.toString();
    }

    /**
     * A metric family of Prometheus: name, unit and meaning. Totals are separate families, so that a sum over one family counts
     * nothing twice.
     */
    enum Family {
        ENERGY_ALL("p1_energy_all_joules_total", "ENERGY_(IM|EX)PORT", "Energy over all tariffs (1.8.0, 2.8.0)."),
        ENERGY("p1_energy_joules_total", "ENERGY_(IM|EX)PORT_T.", "Energy by tariff; which tariff is cheap differs between countries."),
        ENERGY_COMBINED("p1_energy_combined_joules_total", "ENERGY_COMBINED", "Energy of import and export in one register."),
        PHASE_ENERGY("p1_phase_energy_joules_total", "ENERGY_(IM|EX)PORT_L.", "Energy of a phase."),
        TARIFF("p1_tariff", "TARIFF", "Number of the tariff in force."),
        POWER("p1_power_watts", "POWER_(IM|EX)PORT", "Active power, as printed."),
        NET_POWER("p1_net_power_watts", "POWER_NET", "Active power, import minus export."),
        ABSOLUTE_POWER("p1_absolute_power_watts", "POWER_ABS", "Active power without direction."),
        PHASE_POWER("p1_phase_power_watts", "POWER_(IM|EX)PORT_L.", "Active power of a phase, as printed."),
        PHASE_NET_POWER("p1_phase_net_power_watts", "POWER_L.", "Active power of a phase, import minus export."),
        VOLTAGE("p1_voltage_volts", "VOLTAGE_L.", "Voltage."),
        CURRENT("p1_current_amperes", "CURRENT_.*", "Current; most meters print it without a sign."),
        POWER_FACTOR("p1_power_factor_ratio", "POWER_FACTOR", "Power factor."),
        PHASE_POWER_FACTOR("p1_phase_power_factor_ratio", "POWER_FACTOR_L.", "Power factor of a phase."),
        FREQUENCY("p1_frequency_hertz", "FREQUENCY", "Frequency of the grid."),
        REACTIVE_POWER("p1_reactive_power_vars", "REACTIVE_(IM|EX)PORT", "Reactive power."),
        PHASE_REACTIVE_POWER("p1_phase_reactive_power_vars", "REACTIVE_(IM|EX)PORT_L.", "Reactive power of a phase."),
        QUADRANT_REACTIVE_POWER("p1_quadrant_reactive_power_vars", "REACTIVE_Q.", "Reactive power of a quadrant."),
        APPARENT_POWER("p1_apparent_power_voltamperes", "APPARENT_(IM|EX)PORT", "Apparent power."),
        PHASE_APPARENT_POWER("p1_phase_apparent_power_voltamperes", "APPARENT_(IM|EX)PORT_L.", "Apparent power of a phase."),
        REACTIVE_ENERGY("p1_reactive_energy_joules_total", "REACTIVE_ENERGY_(IM|EX)PORT", "Reactive energy: var-hours times 3600."),
        QUADRANT_REACTIVE_ENERGY("p1_quadrant_reactive_energy_joules_total", "REACTIVE_ENERGY_Q.",
                "Reactive energy of a quadrant: var-hours times 3600."),
        QUARTER_DEMAND("p1_quarter_demand_watts", "DEMAND_(IM|EX)PORT", "Mean power since the quarter hour began, by the meter."),
        NET_DEMAND("p1_net_demand_watts", "DEMAND_NET", "Mean of import minus export, by the meter."),
        MONTH_PEAK("p1_month_peak_watts", "PEAK_(IM|EX)PORT", "Highest quarter hour of the running month, by the meter."),
        MONTH_PEAK_TIME("p1_month_peak_timestamp_seconds", "When that quarter hour was."),
        DEMAND_COUNTED("p1_demand_counted", "1 if the running window counts for the bill."),
        DEMAND_PEAK("p1_demand_bill_peak_watts", "The windows of the month that make the figure, 1 the highest."),
        DEMAND_PEAK_TIME("p1_demand_bill_peak_timestamp_seconds", "When those windows began."),
        POWER_FAILURES("p1_power_failures_total", "POWER_FAILURES", "Power failures."),
        LONG_POWER_FAILURES("p1_long_power_failures_total", "LONG_POWER_FAILURES", "Long power failures."),
        VOLTAGE_SAGS("p1_voltage_sags_total", "VOLTAGE_SAGS_L.", "Voltage sags of a phase."),
        VOLTAGE_SWELLS("p1_voltage_swells_total", "VOLTAGE_SWELLS_L.", "Voltage swells of a phase."),
        FUSE("p1_fuse_amperes", "FUSE(_EXPORT)?", "Current at which the meter switches off."),
        MBUS_VOLUME("p1_mbus_volume_cubic_meters_total", "Counter of a gas or water meter."),
        MBUS_ENERGY("p1_mbus_energy_joules_total", "Counter of a heat or electricity meter behind the meter."),
        MBUS_TIME("p1_mbus_reading_timestamp_seconds", "When the meter behind the meter was read."),
        ONLINE("p1_online", "1 while good telegrams come from the meter; without them there are no values."),
        TELEGRAMS("p1_telegrams_total", "Telegrams since the start, by what became of them."),
        TELEGRAM_TIME("p1_telegram_timestamp_seconds", "When the last good telegram came."),
        METER("p1_meter_info", "The meter."),
        BUILD("dbus_p1_build_info", "This driver.");

        private static final Map<Quantity, Family> OF = new EnumMap<>(Quantity.class);

        static {
            for (Quantity quantity : Quantity.values()) {
                Stream.of(values()).filter(family -> quantity.name().matches(family.quantities)).findFirst()
                        .ifPresent(family -> OF.put(quantity, family));
            }
        }

        final String title;
        private final String quantities;
        final String help;

        /**
         * @param title the name, with the unit and, for a counter, {@code _total} at its end
         * @param quantities the names of its quantities, as a regular expression
         */
        Family(String title, String quantities, String help) {
            this.title = title;
            this.quantities = quantities;
            this.help = help;
        }

        Family(String title, String help) {
            this(title, "", help);
        }

        /** Returns the one family of a quantity. */
        static Family of(Quantity quantity) {
            return Optional.ofNullable(OF.get(quantity))
                    .orElseThrow(() -> new IllegalStateException("no family of Metrics has " + quantity));
        }

    }
}
