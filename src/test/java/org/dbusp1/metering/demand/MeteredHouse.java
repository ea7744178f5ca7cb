package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.metering.guard.CounterCheck;
import org.dbusp1.output.MapMemory;
import org.jspecify.annotations.Nullable;

/** A house whose meter sends each ten seconds, and the driver that follows its demand, over restarts. */
public final class MeteredHouse {
    private static final MeterKey KEY = new MeterKey("house");

    private final MapMemory memory = new MapMemory();
    private final CounterCheck check = new CounterCheck(Origin.LINE);
    private final StoredLines lines = new StoredLines();
    private Tariff tariff;
    private DemandTracker driver;
    private Optional<String> number = Optional.of("A");
    private boolean hasClock = true;
    private double wattHours = 1_000_000;
    private @Nullable Long printed;
    private Details details = Details.NONE;
    private long sent;
    private @Nullable Demand demand;
    /** Of the owner, in watts. */
    private @Nullable Long limit;

    /** @param tariff its name */
    MeteredHouse(String tariff) {
        billedBy(tariff);
    }

    /** @param limit of the owner, in watts */
    public static MeteredHouse limited(String tariff, long limit) {
        MeteredHouse house = new MeteredHouse(tariff);
        house.limit = limit;
        return house;
    }

    /** The driver starts with this tariff. */
    void billedBy(String name) {
        tariff = Tariff.named(name);
        start();
    }

    /** The driver ends in order, and another one starts. */
    void restart() {
        driver.ledger().end();
        start();
    }

    private void start() {
        driver = new DemandTracker(KEY, new DemandConfig(tariff, null), lines, null, memory);
    }

    /** The meter sends no time: that of the machine counts. */
    void hasNoClock() {
        hasClock = false;
    }

    /** Another meter, with its counter in Wh; without a number where that is empty. */
    void exchange(String other, double counter) {
        number = Optional.of(other).filter(text -> !text.isEmpty());
        wattHours = counter;
    }

    /** Another meter whose counter was set to that of the one before. */
    void exchange(String other) {
        exchange(other, wattHours);
    }

    /** Wh that are drawn while no telegram comes. */
    void drawUnseen(double energy) {
        wattHours += energy;
    }

    /** The meter prints its peak of the month, and those of past ones as {@code END TIME WATTS}. */
    void prints(long watts, String time, String... pastMonths) {
        printed = watts;
        printsPast(time, pastMonths);
    }

    /** Prints the same peak with another time, and those of past months. */
    void printsPast(String time, String... pastMonths) {
        List<Details.MonthPeak> past = Arrays.stream(pastMonths).map(line -> line.split(" ")).map(line ->
                new Details.MonthPeak(stamp(line[0]), line[1].equals("-") ? null
                        : stamp(line[1]), new BigDecimal(line[2]))).toList();
        details = new Details(null, null, null, null,
                new Details.RunningPeak(stamp(time), BigDecimal.ZERO), null,
                past, null);
    }

    /** Another peak of the month, with all else as before. */
    void printsPeak(long watts) {
        printed = watts;
    }

    void printsNothing() {
        printed = null;
        details = Details.NONE;
    }

    /** A steady load from one moment to another. */
    public Demand draw(String from, String to, long watts) {
        Stamp first = stamp(from);
        for (long at = first.epochSecond(); at <= stamp(to).epochSecond(); at += 10) {
            wattHours += at - sent == 10 ? watts * 10 / 3600.0 : 0;
            sent = at;
            telegram(new Stamp(at, first.offsetSeconds()), watts);
        }
        return demand();
    }

    private void telegram(Stamp time, long watts) {
        Values.Builder builder = new Values.Builder().set(Quantity.ENERGY_IMPORT, Math.round(wattHours * 10_000))
                .set(Quantity.POWER_IMPORT, watts * 1000);
        if (printed != null) {
            builder.set(Quantity.PEAK_IMPORT, printed * 1000);
        }
        Values values = builder.build();
        Snapshot snapshot = Snapshots.anonymous(Dialect.BELGIUM, values).key(KEY).number(number.orElse(null)).meterIndex(0)
                .details(details).at(time).time(hasClock ? time : null).take();
        assertThat(check.accept(snapshot.reading(), snapshot.published(), TimeUnit.SECONDS.toNanos(time.epochSecond())))
                .as("power and counter agree").isNull();
        Snapshots.accept(driver.ledger(), snapshot);
        demand = Snapshots.accept(driver, snapshot,
                    new DemandTracker.DemandInputs(limit, null, null));
    }

    /** The driver starts anew with a wrong clock, which is right again after four minutes, and three more follow. */
    void powerCut(String wrongClock, String rightClock) {
        restart();
        draw(wrongClock, OffsetDateTime.parse(wrongClock).plusMinutes(4).toString(), 1_000);
        draw(rightClock, OffsetDateTime.parse(rightClock).plusMinutes(3).toString(), 1_000);
    }

    /** After the last telegram. */
    Demand demand() {
        return Objects.requireNonNull(demand);
    }

    Demand.Bill bill() {
        return demand().bill();
    }

    /** The windows that are billed, in watts. */
    List<Long> peaks() {
        return bill().peaks().stream().map(Demand.Peak::watts).toList();
    }

    /** The windows of each month that were not measured whole. */
    List<Integer> missing() {
        return demand().monthlyPeaks().stream().map(Demand.MonthlyPeak::missing).toList();
    }

    /** Returns what the state directory holds of the peaks that the meter printed. */
    String storedPeaks() {
        return memory.text("house.printed");
    }

    /** Returns what it holds of the counters. */
    List<String> lines() {
        return lines.all();
    }

    static Stamp stamp(String time) {
        OffsetDateTime at = OffsetDateTime.parse(time);
        return new Stamp(at.toEpochSecond(), at.getOffset().getTotalSeconds());
    }
}
