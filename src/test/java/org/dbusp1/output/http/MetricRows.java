package org.dbusp1.output.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Facts;
import org.dbusp1.output.QuantityFacts;

/** The metrics for the reference. */
public final class MetricRows {
    private MetricRows() {
    }

    /** Returns the metric that has a quantity. */
    public static String of(Quantity quantity) {
        return Metric.of(QuantityFacts.ALL.get(quantity.ordinal())).name();
    }

    /** Returns what each metric means. */
    public static Map<String, String> all() {
        Map<String, String> rows = new LinkedHashMap<>();
        Metric.of(Stream.of(QuantityFacts.ALL, Facts.ALL, Facts.ofOutput("NAME")).flatMap(List::stream))
                .forEach(metric -> rows.putIfAbsent(metric.name(), metric.help()));
        for (Metrics.Family family : Metrics.Family.values()) {
            rows.put(family.metric, family.help);
        }
        return rows;
    }
}
