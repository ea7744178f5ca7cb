package org.dbusp1.simulator;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The meter of a simulated house. The same dialect and house give the same bytes. The counters are sums of the powers of all
 * seconds, including those between two telegrams.
 */
public final class SimulatedMeter {
    private static final String NO_MESSAGE = "0-0:96.13.0()";

    private final SimulatedDialect dialect;
    private final PrintedClock clock;
    private final Supply supply;
    private final Registers registers;
    private final QuarterHourPeaks demandImport;
    private final QuarterHourPeaks demandExport;
    private final MeanVoltages means = new MeanVoltages();
    private final GridEvents events;
    private final Map<SimulatedMedium, DeviceCounter> devices = new EnumMap<>(SimulatedMedium.class);
    private final MonthSnapshot month;
    private final Template template;

    private final long start;
    private long second;
    private long due;
    /** The grid operator's message to the owner; empty: none. */
    private String message = "";

    public SimulatedMeter(SimulatedDialect dialect, House house) {
        this.dialect = dialect;
        Chance chance = new Chance(house.seed());
        start = house.start().getEpochSecond();
        second = start - dialect.interval();
        due = start;
        clock = new PrintedClock(dialect.zone());
        supply = new Supply(house, dialect.zone());
        registers = new Registers(dialect.netting(), dialect.tariffs().count(), chance);
        demandImport = new QuarterHourPeaks(clock, start, "import", chance);
        demandExport = new QuarterHourPeaks(clock, start, "export", chance);
        events = new GridEvents(clock, start, chance);
        for (SimulatedMedium medium : house.devices()) {
            devices.put(medium, new DeviceCounter(medium, dialect.deviceInterval(), start, chance));
        }
        long monthBegan = clock.monthOf(start);
        month = new MonthSnapshot(clock, this, monthBegan);
        registers.pass(start - monthBegan, chance);
        template = Template.parse(dialect.template(), house, chance);
    }

    /** Sends a message of the operator in each telegram, if the dialect has a register for it. */
    SimulatedMeter withMessage(String text) {
        message = text;
        return this;
    }

    /** Returns the next telegram, and advances the meter's time to it; the first telegram is that of the start. */
    public byte[] next() {
        while (second < due) {
            second++;
            supply.at(second);
            means.see(second, supply.millivolts);
            registers.see(supply, dialect.tariffs().at(clock.local(second)));
            if (second > start) {
                count();
            }
        }
        PushList lists = dialect.lists();
        due = second + (lists == null ? dialect.interval() : lists.pause(second));
        return lists == null ? telegram() : lists.push(this);
    }

    private byte[] telegram() {
        String text = lines().replace(NO_MESSAGE, NO_MESSAGE.replace("()", "(" + HexFormat.of().withUpperCase()
                .formatHex(message.getBytes(StandardCharsets.ISO_8859_1)) + ")")) + "!";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        String checksum = dialect.checksum() ? String.format("%04X", Checksums.arc(bytes, bytes.length)) : "";
        return (text + checksum + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the lines of the dialect's template with the present values. */
    String lines() {
        return template.print(this);
    }

    private void count() {
        registers.count();
        demandImport.count(second, registers.importWatts);
        demandExport.count(second, registers.exportWatts);
        devices.values().forEach(device -> device.count(second));
        month.see(this, second);
    }

    /** Returns the seconds of the house's time to the next telegram. */
    public int interval() {
        return (int) (due - second);
    }

    /** Returns the time on the line to the next telegram. */
    long pauseMillis() {
        PushList lists = dialect.lists();
        return lists == null ? interval() * 1_000L : lists.pauseMillis(second);
    }

    public long second() {
        return second;
    }

    PrintedClock clock() {
        return clock;
    }

    Supply supply() {
        return supply;
    }

    Registers registers() {
        return registers;
    }

    QuarterHourPeaks demandImport() {
        return demandImport;
    }

    QuarterHourPeaks demandExport() {
        return demandExport;
    }

    MeanVoltages means() {
        return means;
    }

    GridEvents events() {
        return events;
    }

    DeviceCounter device(SimulatedMedium medium) {
        DeviceCounter device = devices.get(medium);
        if (device == null) {
            throw new IllegalArgumentException("the house has no meter of " + medium);
        }
        return device;
    }

    MonthSnapshot month() {
        return month;
    }
}
