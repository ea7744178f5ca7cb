package org.dbusp1.output.http;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Unit;

/**
 * {@code /metrics}: the state at a moment for Prometheus, in its text format or, on request, in OpenMetrics. While the
 * meter is silent only counters of the line and {@code p1_online 0} remain: a frozen value would draw a wrong curve.
 */
final class Metrics {
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_TYPE = "application/openmetrics-text";
    static final String OPEN = OPEN_TYPE + "; version=1.0.0; charset=utf-8";

    /** Joules, and for reactive energy what Prometheus names alike. */
    private static final BigDecimal KILOWATT_HOUR = BigDecimal.valueOf(3_600_000);

    private final Map<MetricFamily, Map<String, BigDecimal>> samples = new EnumMap<>(MetricFamily.class);

    private Metrics() {
    }

    static byte[] of(LiveState moment, String version, boolean open) {
        Metrics metrics = new Metrics();
        metrics.add(MetricFamily.BUILD, labels("version", version), BigDecimal.ONE);
        metrics.add(MetricFamily.ONLINE, "", BigDecimal.valueOf(moment.online() ? 1 : 0));
        metrics.line(moment.quality());
        moment.snapshot().ifPresent(last -> metrics.add(MetricFamily.TELEGRAM_TIME, "",
                BigDecimal.valueOf(last.arrival().toEpochMilli(), 3)));
        moment.current().ifPresent(now -> metrics.current(now));
        return metrics.print(open).getBytes(StandardCharsets.UTF_8);
    }

    private void line(LineQuality quality) {
        add(MetricFamily.TELEGRAMS, labels("result", "ok"), BigDecimal.valueOf(quality.accepted()));
        add(MetricFamily.TELEGRAMS, labels("result", "repaired"), BigDecimal.valueOf(quality.repaired()));
        for (RejectCause cause : RejectCause.values()) {
            add(MetricFamily.TELEGRAMS, labels("result", cause.code()),
                    BigDecimal.valueOf(quality.rejected().getOrDefault(cause, 0L)));
        }
    }

    private void current(Snapshot now) {
        for (Quantity quantity : now.values().present()) {
            boolean energy = quantity.unit() == Unit.KILOWATT_HOUR || quantity.unit() == Unit.KILOVAR_HOUR;
            BigDecimal value = now.values().decimal(quantity);
            add(MetricFamily.of(quantity), labels(quantity), energy ? value.multiply(KILOWATT_HOUR) : value);
        }
        for (MBusDevice device : now.devices()) {
            device.reading().ifPresent(counter -> device(device, counter));
        }
        now.reading().message().details().peakImport().flatMap(peak -> peak.time()).ifPresent(time ->
                add(MetricFamily.MONTH_PEAK_TIME, "", BigDecimal.valueOf(time.epochSecond())));
        now.demand().ifPresent(this::demand);
        MeterIdentity meter = now.reading().meter();
        List<String> info = new ArrayList<>(List.of("model", meter.identification()));
        meter.version().ifPresent(version -> info.addAll(List.of("version", version)));
        add(MetricFamily.METER, labels(info.toArray(String[]::new)), BigDecimal.ONE);
    }

    private void demand(Demand demand) {
        watts(MetricFamily.DEMAND_MEAN, "", demand.meanWatts());
        watts(MetricFamily.DEMAND_FORECAST, "", demand.forecastWatts());
        watts(MetricFamily.DEMAND_ALLOWED, labels("by", "limit"), demand.allowedWatts());
        demand.bill().ifPresent(this::bill);
    }

    private void bill(DemandBill bill) {
        add(MetricFamily.DEMAND_COUNTED, labels("tariff", bill.tariff()), bill.counted() ? BigDecimal.ONE
                : BigDecimal.ZERO);
        watts(MetricFamily.DEMAND_ALLOWED, labels("by", "bill"), bill.allowedWatts());
        watts(MetricFamily.DEMAND_BILL, "", bill.watts());
        watts(MetricFamily.DEMAND_BILL_FORECAST, "", bill.forecastWatts());
        for (int i = 0; i < bill.peaks().size(); i++) {
            String rank = labels("rank", Integer.toString(i + 1));
            add(MetricFamily.DEMAND_PEAK, rank, BigDecimal.valueOf(bill.peaks().get(i).watts()));
            add(MetricFamily.DEMAND_PEAK_TIME, rank, BigDecimal.valueOf(bill.peaks().get(i).start().epochSecond()));
        }
        add(MetricFamily.DEMAND_MISSING, "", BigDecimal.valueOf(bill.missing()));
    }

    private void watts(MetricFamily family, String labels, OptionalLong watts) {
        watts.ifPresent(known -> add(family, labels, BigDecimal.valueOf(known)));
    }

    private void device(MBusDevice device, MBusDevice.Counter counter) {
        String channel = Integer.toString(device.channel());
        String labels = labels("channel", channel, "kind", device.medium().name().toLowerCase(Locale.ROOT));
        counter.cubicMeters().ifPresent(volume -> add(MetricFamily.MBUS_VOLUME, labels, volume));
        counter.kilojoules().ifPresent(energy ->
                add(MetricFamily.MBUS_ENERGY, labels, energy.movePointRight(3)));
        add(MetricFamily.MBUS_TIME, labels("channel", channel), BigDecimal.valueOf(counter.time().epochSecond()));
    }

    private void add(MetricFamily family, String labels, BigDecimal value) {
        samples.computeIfAbsent(family, none -> new TreeMap<>()).put(labels, value);
    }

    private String print(boolean open) {
        StringBuilder text = new StringBuilder(8192);
        samples.forEach((family, rows) -> {
            text.append("# HELP ").append(family.title(open)).append(' ').append(family.help()).append('\n')
                    .append("# TYPE ").append(family.title(open)).append(' ').append(family.type(open)).append('\n');
            if (open && !family.unit().isEmpty()) {
                text.append("# UNIT ").append(family.title(true)).append(' ').append(family.unit()).append('\n');
            }
            rows.forEach((labels, value) -> text.append(family.sample()).append(labels).append(' ')
                    .append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString()).append('\n'));
        });
        return text.append(open ? "# EOF\n" : "").toString();
    }

    /** Returns the labels of a quantity within its family, by the words of its name: ENERGY_IMPORT_T1, CURRENT_NEUTRAL. */
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

    /** Returns names and values of labels, as they are printed. */
    private static String labels(String... pairs) {
        StringJoiner text = new StringJoiner(",", "{", "}").setEmptyValue("");
        for (int i = 0; i < pairs.length; i += 2) {
            text.add(pairs[i] + "=\"" + pairs[i + 1].replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"")
                    + '"');
        }
        return text.toString();
    }
}
