package org.dbusp1.output.csv;

import static org.dbusp1.meter.Quantity.CURRENT_L1;
import static org.dbusp1.meter.Quantity.CURRENT_L2;
import static org.dbusp1.meter.Quantity.CURRENT_L3;
import static org.dbusp1.meter.Quantity.ENERGY_EXPORT;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.meter.Quantity.VOLTAGE_L2;
import static org.dbusp1.meter.Quantity.VOLTAGE_L3;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/**
 * The sixteen columns of p1dsmr's Records.csv: a line for each good telegram, in order. One of these for each file,
 * since three columns look back at the lines before. Phases are called 3, 5 and 7, after their OBIS codes.
 */
public final class P1DsmrColumns {
    /** The names of the columns. */
    public static final List<String> NAMES =
            List.of("timeString", "kWhIn", "kWhOut", "Voltage3", "Voltage5", "Voltage7",
            "Amp3", "Amp5", "Amp7", "kWIn", "kWOut", "kWInfromConsumption", "TotalAmp", "VoltStress", "AmpStress",
            "kWStress");

    static final List<Quantity> VOLTAGES = List.of(VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3);
    static final List<Quantity> CURRENTS = List.of(CURRENT_L1, CURRENT_L2, CURRENT_L3);
    /** Decimals of a value in kW that is held in W. */
    private static final int KILO = 3;
    private static final long WATT = Unit.WATT.one();

    private final P1DsmrSettings settings;
    private final Stress voltStress;
    private final Stress ampStress;
    private final double stressWatts;
    private final LogPace pace = new LogPace();
    private Optional<Stamp> timeBefore = Optional.empty();
    private Values before = Values.NONE;

    public P1DsmrColumns(P1DsmrSettings settings) {
        this.settings = settings;
        voltStress = new Stress(VOLTAGES, settings.volts());
        ampStress = new Stress(CURRENTS, settings.amperes());
        stressWatts = settings.kilowatts() * 1_000;
    }

    /** The line with the names of the columns. */
    public static void names(CsvLine line) {
        NAMES.forEach(line::text);
    }

    /**
     * Fills a line.
     *
     * @param time of the reading: the meter's own, or another where it has no clock
     */
    public void write(Reading reading, Optional<Stamp> time, CsvLine line) {
        Values values = reading.values();
        new TimeCell(settings.time(), settings.zone()).write(reading, time, line);
        number(values, ENERGY_IMPORT, 0, line);
        number(values, ENERGY_EXPORT, 0, line);
        VOLTAGES.forEach(voltage -> number(values, voltage, 0, line));
        CURRENTS.forEach(current -> number(values, current, 0, line));
        number(values, POWER_IMPORT, KILO, line);
        number(values, POWER_EXPORT, KILO, line);
        fromConsumption(values, time, line);
        totalCurrent(values, line);
        line.text(voltStress.marks(values));
        line.text(ampStress.marks(values));
        boolean stressed = above(values, POWER_IMPORT) || above(values, POWER_EXPORT);
        line.text(stressed ? Optional.of("True") : Optional.empty());
        timeBefore = time;
        before = values;
    }

    private void number(Values values, Quantity quantity, int moreDecimals, CsvLine line) {
        if (values.has(quantity)) {
            line.number(values.scaled(quantity), quantity.decimals() + moreDecimals);
        } else {
            line.text(Optional.empty());
        }
    }

    /** Mean power since the line before, by what the counter grew; not over a gap, nor when it fell. */
    private void fromConsumption(Values values, Optional<Stamp> time, CsvLine line) {
        if (time.isPresent() && timeBefore.isPresent()) {
            long seconds = time.get().epochSecond() - timeBefore.get().epochSecond();
            double period = settings.periodSeconds().isPresent() ? settings.periodSeconds().getAsInt()
                    : pace.after(seconds);
            long grown = values.has(ENERGY_IMPORT) && before.has(ENERGY_IMPORT)
                    ? values.scaled(ENERGY_IMPORT) - before.scaled(ENERGY_IMPORT) : -1;
            if (seconds > 0 && seconds < 1.5 * period && grown >= 0) {
                line.number(grown * (3600 / period) / ENERGY_IMPORT.unit().one());
                return;
            }
        }
        line.text(Optional.empty());
    }

    /** Current of all phases together by power and mean voltage, import negative; only when power flows one way. */
    private void totalCurrent(Values values, CsvLine line) {
        if (values.has(POWER_IMPORT) && values.has(POWER_EXPORT) && VOLTAGES.stream().allMatch(values::has)) {
            boolean oneWay = values.scaled(POWER_EXPORT) == 0 || values.scaled(POWER_IMPORT) == 0;
            double milliwatts = values.scaled(POWER_EXPORT) == 0 ? -values.scaled(POWER_IMPORT)
                    : values.scaled(POWER_EXPORT);
            double millivolts = 0;
            for (Quantity voltage : VOLTAGES) {
                millivolts += values.scaled(voltage);
            }
            if (oneWay && millivolts > 0) {
                line.number(milliwatts * VOLTAGES.size() / millivolts);
                return;
            }
        }
        line.text(Optional.empty());
    }

    private boolean above(Values values, Quantity power) {
        return values.has(power) && values.scaled(power) > stressWatts * WATT;
    }
}
