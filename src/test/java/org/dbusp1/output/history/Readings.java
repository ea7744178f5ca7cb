package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.metering.energy.TestLedger;

/** Readings made by hand, one after the other, with what a ledger knows then. */
final class Readings {
    private final Ledger.LedgerStore lines;
    private Ledger ledger;
    private final Values.Builder values = new Values.Builder();
    private final List<MBusDevice> devices = new ArrayList<>();
    private MeterKey key = new MeterKey("E0012345");
    private Dialect dialect = Dialect.DSMR5;
    private Optional<String> serial = Optional.of("E0012345");
    private Details details = Details.NONE;

    Readings() {
        this(new StoredLines());
    }

    /** @param lines keeps the lines of the ledger over restarts */
    Readings(Ledger.LedgerStore lines) {
        this.lines = lines;
        this.ledger = TestLedger.of(key, lines);
    }

    /** The driver ends and starts again. */
    void restart() {
        ledger.end();
        ledger = TestLedger.of(key, lines);
    }

    /** As after a restart, without what the driver kept of its counters. */
    void forget() {
        ledger.end();
        ledger = TestLedger.of(key, Ledger.LedgerStore.NONE);
    }

    /** The next one has this value too; all else as before. */
    Readings with(Quantity quantity, String value) {
        values.set(quantity, new BigDecimal(value).setScale(quantity.decimals()).unscaledValue().longValueExact());
        return this;
    }

    /** The next one has only the values that follow. */
    Readings nothing() {
        values.clear();
        devices.clear();
        return this;
    }

    Readings key(String text) {
        key = new MeterKey(text);
        ledger = TestLedger.of(key, lines);
        return this;
    }

    Readings dialect(Dialect newDialect) {
        dialect = newDialect;
        return this;
    }

    Readings serial(String text) {
        serial = text.isEmpty() ? Optional.empty() : Optional.of(text);
        return this;
    }

    /** Another number is another meter; a message without one is not. */
    private int segment;
    private Optional<String> known = Optional.empty();

    Readings details(Details newDetails) {
        details = newDetails;
        return this;
    }

    Readings mbus(int channel, int type, String id, long time, String value, String unit) {
        devices.removeIf(device -> device.channel() == channel);
        devices.add(new MBusDevice(channel, type, id, null,
                new MBusDevice.CounterReading(new Stamp(time, 3600), new BigDecimal(value), unit)));
        return this;
    }

    /** A message with the meter's time. */
    Snapshot at(long second) {
        return at(Optional.of(new Stamp(second, 3600)), Instant.ofEpochSecond(second));
    }

    Snapshot at(String instant) {
        return at(Instant.parse(instant).getEpochSecond());
    }

    /** A message of a meter without a clock. */
    Snapshot arrived(long second) {
        return at(Optional.empty(), Instant.ofEpochSecond(second));
    }

    private Snapshot at(Optional<Stamp> time, Instant arrival) {
        Values sent = values.build();
        if (known.isPresent() && serial.isPresent() && !serial.equals(known)) {
            segment++;
        }
        known = serial.or(() -> known);
        Snapshot snapshot = Snapshots.of(sent).dialect(dialect).number(serial.orElse(null)).time(time.orElse(null)).devices(devices)
                .details(details).arrival(arrival).meterIndex(segment).key(key).take();
        return Snapshots.counted(ledger, snapshot);
    }
}
