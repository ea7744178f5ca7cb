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

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.output.CsvWriter;
import org.dbusp1.output.DeviceFact;
import org.jspecify.annotations.Nullable;

/**
 * The two lists of columns of a CSV file. Each quantity of the model is a column of {@link #full()} without a row here. A value that
 * the meter does not send is an empty cell.
 */
final class CsvColumns {
    static final List<Quantity> VOLTAGES = List.of(VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3);
    static final List<Quantity> CURRENTS = List.of(CURRENT_L1, CURRENT_L2, CURRENT_L3);

    private static final int CHANNELS = 4;
    /** The digits of OBIS codes by which P1_DSMR calls L1, L2 and L3. */
    private static final String PHASES = "357";
    /** Above these P1_DSMR marks a phase, the current of each by itself, or the power. */
    private static final double VOLT_LIMIT = 240;
    private static final double AMPERE_LIMIT = 18;
    private static final double WATT_LIMIT = 11_000;
    /** Decimals of a value in kW that is held in W. */
    private static final int KILO_DECIMALS = 3;
    private static final DateTimeFormatter AS_METERS_PRINT = DateTimeFormatter.ofPattern("uuMMddHHmmss");
    private static final Pattern CLOCK = Pattern.compile("0-0:1\\.0\\.0\\((\\d{12}[SWsw])");

    /** @param cell writes the value of a message, always as exactly one cell */
    record Column(String name, Cell cell) {
    }

    interface Cell {
        /** @param time of the reading: the meter's own time, or the time of arrival if its clock is wrong or absent; null if unknown */
        void write(Reading reading, @Nullable Stamp time, CsvWriter line);
    }

    private CsvColumns() {
    }

    /**
     * Returns the sixteen columns of P1_DSMR's Records.csv. They are for a single file, because one column depends on the previous
     * line. Phases are called 3, 5 and 7, after their OBIS codes.
     *
     * @param zone that decides about daylight saving time if the telegram prints no time, or its clock is wrong; null: the zone of the
     *             meter's dialect
     */
    static List<Column> p1dsmr(@Nullable ZoneId zone) {
        return List.of(
                new Column("timeString", printedTime(zone)),
                shortest("kWhIn", ENERGY_IMPORT, 0),
                shortest("kWhOut", ENERGY_EXPORT, 0),
                shortest("Voltage3", VOLTAGE_L1, 0),
                shortest("Voltage5", VOLTAGE_L2, 0),
                shortest("Voltage7", VOLTAGE_L3, 0),
                shortest("Amp3", CURRENT_L1, 0),
                shortest("Amp5", CURRENT_L2, 0),
                shortest("Amp7", CURRENT_L3, 0),
                shortest("kWIn", POWER_IMPORT, KILO_DECIMALS),
                shortest("kWOut", POWER_EXPORT, KILO_DECIMALS),
                new Column("kWInfromConsumption", new MeanPower()),
                new Column("TotalAmp", (reading, time, line) -> totalCurrent(reading.values(), line)),
                new Column("VoltStress", (reading, time, line) ->
                        line.text(phasesAbove(VOLTAGES, VOLT_LIMIT, reading.values()))),
                new Column("AmpStress", (reading, time, line) ->
                        line.text(phasesAbove(CURRENTS, AMPERE_LIMIT, reading.values()))),
                new Column("kWStress", (reading, time, line) ->
                        line.text(isAbove(POWER_IMPORT, WATT_LIMIT, reading.values())
                                || isAbove(POWER_EXPORT, WATT_LIMIT, reading.values())
                                ? "True" : null)));
    }

    /**
     * Returns a column for each quantity, under its key, then the columns of M-Bus devices on four channels. All columns are always
     * present, so that files of all days and meters fit together.
     */
    static List<Column> full() {
        List<Column> columns = new ArrayList<>(List.of(
                new Column("time", (reading, time, line) -> line.text(time == null ? null : time.toString())),
                new Column("repair", (reading, time, line) -> line.text(reading.message().repair()))));
        for (Quantity quantity : Quantity.values()) {
            columns.add(new Column(quantity.key(), new FixedDecimals(quantity)));
        }
        for (int channel = 1; channel <= CHANNELS; channel++) {
            for (DeviceFact fact : DeviceFact.ALL) {
                columns.add(device(channel, fact));
            }
        }
        return columns;
    }

    /** As P1_DSMR writes numbers. @param moreDecimals powers of ten by which the column's unit is larger than the quantity's */
    private static Column shortest(String name, Quantity quantity, int moreDecimals) {
        return new Column(name, (reading, time, line) -> {
            if (reading.values().has(quantity)) {
                line.shortest(reading.values().decimal(quantity).movePointLeft(moreDecimals));
            } else {
                line.emptyCell();
            }
        });
    }

    private static Column device(int channel, DeviceFact fact) {
        return new Column("mbus" + channel + "_" + fact.field(), (reading, time, line) -> {
            MBusDevice device = device(reading, channel);
            Object value = device == null ? null : fact.value().apply(device);
            if (value instanceof BigDecimal number) {
                line.number(number);
            } else {
                line.text(value == null ? null : value.toString());
            }
        });
    }

    /** No stream: called for 24 cells of each line. */
    private static @Nullable MBusDevice device(Reading reading, int channel) {
        for (MBusDevice device : reading.devices()) {
            if (device.channel() == channel) {
                return device;
            }
        }
        return null;
    }

    private static Cell printedTime(@Nullable ZoneId zone) {
        return (reading, time, line) -> {
            boolean own = time == null || reading.time() == null || time.equals(reading.time());
            String printed = own ? printedTime(reading.message().bytes()) : null;
            line.text(printed != null || time == null ? printed : asMetersPrint(time, reading.zone(zone)));
        };
    }

    /** Returns the time as the telegram prints it, such as 260115201009W; null without a clock line. */
    static @Nullable String printedTime(byte[] telegram) {
        Matcher clock = CLOCK.matcher(new String(telegram, StandardCharsets.ISO_8859_1));
        return clock.find() ? clock.group(1) : null;
    }

    private static String asMetersPrint(Stamp time, ZoneId zone) {
        int standard = zone.getRules().getStandardOffset(time.instant()).getTotalSeconds();
        return OffsetDateTime.ofInstant(time.instant(), ZoneOffset.ofTotalSeconds(time.offsetSeconds()))
                .format(AS_METERS_PRINT) + (time.offsetSeconds() > standard ? 'S' : 'W');
    }

    /**
     * Writes the current of all phases together, calculated from power and mean voltage; import is negative. The cell is empty if
     * import and export are both above 0.
     */
    private static void totalCurrent(Values values, CsvWriter line) {
        double millivolts = 0;
        boolean isComplete = values.has(POWER_IMPORT) && values.has(POWER_EXPORT);
        for (Quantity voltage : VOLTAGES) {
            isComplete &= values.has(voltage);
            millivolts += isComplete ? values.scaled(voltage) : 0;
        }
        long in = isComplete ? values.scaled(POWER_IMPORT) : 0;
        long out = isComplete ? values.scaled(POWER_EXPORT) : 0;
        if (millivolts > 0 && isComplete && (in == 0 || out == 0)) {
            line.shortest((double) (out - in) * VOLTAGES.size() / millivolts);
        } else {
            line.emptyCell();
        }
    }

    private static String phasesAbove(List<Quantity> phases, double limit, Values values) {
        String above = "";
        for (int i = 0; i < phases.size(); i++) {
            above += isAbove(phases.get(i), limit, values) ? PHASES.charAt(i) : "";
        }
        return above;
    }

    private static boolean isAbove(Quantity quantity, double limit, Values values) {
        return values.has(quantity) && values.scaled(quantity) > limit * quantity.unit().scaledOne();
    }

    /**
     * A quantity with the same number of decimals in each line, because a spreadsheet reads 4027.830 as it reads 10534.408. A meter that
     * sends more than is usual, as some German ones, has more in all lines from its first such value on.
     */
    private static final class FixedDecimals implements Cell {
        private final Quantity quantity;
        private int decimals;

        FixedDecimals(Quantity quantity) {
            this.quantity = quantity;
            this.decimals = switch (quantity.unit()) {
                case COUNT, WATT, VAR, VOLT_AMPERE -> 0;
                case VOLT -> 1;
                case AMPERE, HERTZ -> 2;
                case RATIO, KILOWATT_HOUR, KILOVAR_HOUR -> 3;
            };
        }

        @Override
        public void write(Reading reading, @Nullable Stamp time, CsvWriter line) {
            if (!reading.values().has(quantity)) {
                line.emptyCell();
                return;
            }
            BigDecimal number = reading.values().decimal(quantity);
            decimals = Math.max(decimals, number.scale());
            line.number(number.setScale(decimals));
        }
    }

    /** The mean power since the previous line, by the growth of the counter; empty after a gap, or when the counter fell. */
    private static final class MeanPower implements Cell {
        private static final int GAPS = 5;
        private static final long LONGEST_SECONDS = 60;

        /** The last gaps between telegrams in seconds, without gaps of minutes, which are pauses of the log. */
        private final Deque<Long> gaps = new ArrayDeque<>();
        private @Nullable Stamp timeBefore;
        private Values valuesBefore = Values.NONE;

        @Override
        public void write(Reading reading, @Nullable Stamp time, CsvWriter line) {
            Values values = reading.values();
            long seconds = time != null && timeBefore != null ? time.epochSecond() - timeBefore.epochSecond() : 0;
            if (seconds > 0 && seconds <= LONGEST_SECONDS) {
                gaps.addLast(seconds);
                if (gaps.size() > GAPS) {
                    gaps.removeFirst();
                }
            }
            long grown = values.has(ENERGY_IMPORT) && valuesBefore.has(ENERGY_IMPORT)
                    ? values.scaled(ENERGY_IMPORT) - valuesBefore.scaled(ENERGY_IMPORT) : -1;
            double interval = usualGap();
            if (seconds > 0 && seconds < 1.5 * interval && grown >= 0) {
                line.shortest(grown * (3600 / interval) / ENERGY_IMPORT.unit().scaledOne());
            } else {
                line.emptyCell();
            }
            timeBefore = time;
            valuesBefore = values;
        }

        /** The median gap in seconds, the shorter of two, so that a lost telegram does not change it; 0 without gaps. */
        private int usualGap() {
            return gaps.isEmpty() ? 0 : gaps.stream().sorted().skip((gaps.size() - 1) / 2).findFirst().orElseThrow().intValue();
        }
    }
}
