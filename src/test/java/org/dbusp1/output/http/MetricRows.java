package org.dbusp1.output.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dbusp1.output.Fact;
import org.dbusp1.meter.Quantity;

/** The metrics for the reference. */
public final class MetricRows {
    private MetricRows() {
    }

    /** Returns the metric that has a quantity. */
    public static String of(Quantity quantity) {
        return Metrics.Family.of(quantity).title;
    }

    /** Returns what each metric means. */
    public static Map<String, String> all() {
        Map<String, String> rows = new LinkedHashMap<>();
        for (Metrics.Family family : Metrics.Family.values()) {
            rows.put(family.title, family.help);
        }
        Fact.ALL.stream().filter(fact -> fact.kind().isNumber()).forEach(fact -> rows.put(fact.metric(), fact.help()));
        return rows;
    }
}
