package org.dbusp1.output;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dbusp1.meter.Quantity;

/** The meter's quantities as facts, for outputs that publish all of them; a driver that serves only the D-Bus does not load this class. */
public final class QuantityFacts {
    /** In the order of {@link Quantity}; the topic of each is {@link Quantity#key}. */
    public static final List<Fact> ALL = Arrays.stream(Quantity.values()).map(QuantityFacts::fact).toList();

    private QuantityFacts() {
    }

    private static Fact fact(Quantity quantity) {
        return Fact.ofUnit(quantity.dottedName(), title(quantity), ValueFormat.of(quantity), quantity.unit(), view ->
                view.values().has(quantity) ? view.values().scaled(quantity) : null);
    }

    /** The title of REACTIVE_IMPORT_L1 is "Reactive power import L1". */
    private static String title(Quantity quantity) {
        String name = switch (quantity) {
            case ENERGY_COMBINED -> "import and export";
            case POWER_NET -> "power";
            case POWER_ABS -> "power without direction";
            case DEMAND_IMPORT -> "quarter hour import so far";
            case DEMAND_EXPORT -> "quarter hour export so far";
            case DEMAND_NET -> "mean net power";
            default -> quantity.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    .replaceFirst("^energy ", "").replaceFirst("^peak ", "month peak ")
                    .replaceFirst("^(reactive|apparent) (?!energy)", "$1 power ")
                    .replaceFirst(" t(?=\\d$)", " tariff ").replaceFirst(" q(?=\\d$)", " quadrant ")
                    .replaceFirst(" l(?=\\d$)", " L");
        };
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
