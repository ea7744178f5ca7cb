package org.dbusp1;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.Scenario.Moment;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * What a telegram sends, as rows of scenarios write it: {@code 500 W} is the import and the net power, {@code import}, {@code export} and
 * {@code net 500 W} one of them, {@code 7 kWh}, {@code 7000 Wh} or {@code export 7 kWh} a counter, {@code 2 A} the current of each phase at
 * 230 V, {@code 230 V} the voltage of L1.
 */
public final class ScenarioValues {
    private static final Pattern SENT = Pattern.compile("((?:import|export|net) )?(-?[\\d.]+(?:\\+[\\d.]+)?) (W|Wh|kWh|V|A)");
    private static final int VOLTS = 230;

    private ScenarioValues() {
    }

    /** Adds a part of a telegram. @return whether the part is a value */
    public static boolean add(Snapshots telegram, String part, Moment moment) {
        Matcher words = SENT.matcher(part);
        if (!words.matches()) {
            return false;
        }
        BigDecimal figure = moment.figure(words.group(2));
        String direction = words.group(1) == null ? "" : words.group(1);
        switch (direction + words.group(3)) {
            case "W" -> telegram.with(Quantity.POWER_IMPORT, figure).with(Quantity.POWER_NET, figure);
            case "import W" -> telegram.with(Quantity.POWER_IMPORT, figure);
            case "net W" -> telegram.with(Quantity.POWER_NET, figure);
            case "export W" -> {
                Values sent = telegram.reading().values();
                BigDecimal imported = sent.has(Quantity.POWER_IMPORT) ? sent.decimal(Quantity.POWER_IMPORT) : BigDecimal.ZERO;
                telegram.with(Quantity.POWER_EXPORT, figure).with(Quantity.POWER_NET, imported.subtract(figure));
            }
            case "kWh" -> telegram.with(Quantity.ENERGY_IMPORT, figure);
            case "export kWh" -> telegram.with(Quantity.ENERGY_EXPORT, figure);
            case "Wh" -> telegram.with(Quantity.ENERGY_IMPORT, figure.movePointLeft(3));
            case "V" -> telegram.with(Quantity.VOLTAGE_L1, figure);
            case "A" -> Phase.ALL.forEach(phase ->
                    telegram.with(phase.voltage(), BigDecimal.valueOf(VOLTS)).with(phase.current(), figure));
            default -> throw new IllegalArgumentException(part);
        }
        return true;
    }
}
