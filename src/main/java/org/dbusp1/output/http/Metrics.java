package org.dbusp1.output.http;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.Facts;
import org.dbusp1.output.QuantityFacts;
import org.dbusp1.output.feedback.DriverState;

/**
 * {@code /metrics}: the present state in the text format of Prometheus. While the meter is silent, the page has no value of the meter,
 * and {@code p1_online} is 0: a frozen value would draw a wrong curve.
 */
final class Metrics {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final List<Metric> METRICS = Metric.of(Stream.concat(QuantityFacts.ALL.stream(), Facts.ALL.stream())).toList();

    private final Map<Family, Map<String, BigDecimal>> samples = new EnumMap<>(Family.class);
    /** By name, then by labels. */
    private final Map<String, Map<String, BigDecimal>> facts = new LinkedHashMap<>();
    /** By name. */
    private final Map<String, String> help = new HashMap<>();

    private Metrics() {
    }

    static byte[] of(LiveState state, String version, DriverState driver) {
        Metrics metrics = new Metrics();
        metrics.add(Family.BUILD, labels("version", version), BigDecimal.ONE);
        metrics.add(Family.ONLINE, "", BigDecimal.valueOf(state.online() ? 1 : 0));
        metrics.causes(state.telegramCounts());
        Snapshot last = state.lastSnapshot();
        if (last != null) {
            metrics.add(Family.TELEGRAM_TIME, "", BigDecimal.valueOf(last.arrival().machineTime().toEpochMilli(), 3));
        }
        Snapshot current = state.validSnapshot();
        if (current != null) {
            metrics.current(current);
        }
        FactInput input = Fact.SnapshotInput.of(current, state.telegramCounts(), driver);
        METRICS.forEach(metric -> metrics.add(metric, input));
        Metric.of(Facts.ofOutputs(input.outputHealth()).stream()).forEach(metric -> metrics.add(metric, input));
        return metrics.print().getBytes(StandardCharsets.UTF_8);
    }

    private void causes(TelegramCounts telegramCounts) {
        for (RejectCause cause : RejectCause.values()) {
            add(Family.CAUSES, labels("cause", cause.code()), BigDecimal.valueOf(telegramCounts.rejected().getOrDefault(cause, 0L)));
        }
    }

    private void current(Snapshot now) {
        for (MBusDevice device : now.published().devices()) {
            MBusDevice.CounterReading counter = device.reading();
            if (counter != null) {
                device(device, counter);
            }
        }
        Optional.ofNullable(now.reading().message().details().peakImport()).map(peak -> peak.time()).ifPresent(time ->
                add(Family.MONTH_PEAK_TIME, "", BigDecimal.valueOf(time.epochSecond())));
        Optional.ofNullable(now.demand()).map(Demand::bill).ifPresent(this::bill);
        MeterIdentity meter = now.reading().meter();
        List<String> info = new ArrayList<>(List.of("model", PublicTexts.identification(meter)));
        if (meter.version() != null) {
            info.addAll(List.of("version", meter.version()));
        }
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
        counter.readAt().ifPresent(time ->
                add(Family.MBUS_TIME, labels("channel", channel), BigDecimal.valueOf(time.epochSecond())));
    }

    private void add(Metric metric, FactInput input) {
        // The help of the first fact, which names no phase or tariff, is used even if its value is absent.
        help.putIfAbsent(metric.name(), metric.help());
        BigDecimal value = metric.sample(input);
        if (value != null) {
            facts.computeIfAbsent(metric.name(), key -> new LinkedHashMap<>()).put(metric.labels(), value);
        }
    }

    private void add(Family family, String labels, BigDecimal value) {
        samples.computeIfAbsent(family, key -> new TreeMap<>()).put(labels, value);
    }

    private String print() {
        StringBuilder text = new StringBuilder(8192);
        samples.forEach((family, rows) -> print(text, family.metric, family.help, type(family.metric), rows));
        facts.forEach((metric, rows) -> print(text, metric, Objects.requireNonNull(help.get(metric)), type(metric), rows));
        return text.toString();
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

    /**
     * Makes {@code {name="value",name="value"}} from names and values in turns, with the escapes of Prometheus' text format; empty
     * without pairs.
     */
    static String labels(String... pairs) {
        StringJoiner text = new StringJoiner(",", "{", "}").setEmptyValue("");
        for (int i = 0; i < pairs.length; i += 2) {
            text.add(pairs[i] + "=\"" + pairs[i + 1].replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + '"');
        }
        return text.toString();
    }

    /** Metrics that are no facts: of the driver, the meter and the last telegram, and lists, whose entries have labels. */
    enum Family {
        MONTH_PEAK_TIME("p1_peak_import_month_timestamp_seconds", "When the running month's highest quarter hour ended, by the meter."),
        DEMAND_COUNTED("p1_demand_counted", "1 if the running window counts for the bill."),
        DEMAND_PEAK("p1_demand_bill_peak_watts", "The windows of the month that make the figure, 1 the highest."),
        DEMAND_PEAK_TIME("p1_demand_bill_peak_timestamp_seconds", "When those windows began."),
        MBUS_VOLUME("p1_mbus_volume_cubic_meters_total", "Counter of a gas or water meter."),
        MBUS_ENERGY("p1_mbus_energy_joules_total", "Counter of a heat or electricity meter behind the meter."),
        MBUS_TIME("p1_mbus_reading_timestamp_seconds", "When the meter behind the meter was read."),
        ONLINE("p1_online", "1 while good telegrams come from the meter; without them there are no values."),
        CAUSES("p1_telegrams_causes_total", "Rejected telegrams, by cause."),
        TELEGRAM_TIME("p1_telegram_timestamp_seconds", "When the last good telegram came."),
        METER("p1_meter_info", "The meter."),
        BUILD("dbus_p1_build_info", "This driver.");

        final String metric;
        final String help;

        /** @param metric the name, with the unit and, for a counter, {@code _total} at its end */
        Family(String metric, String help) {
            this.metric = metric;
            this.help = help;
        }
    }
}
