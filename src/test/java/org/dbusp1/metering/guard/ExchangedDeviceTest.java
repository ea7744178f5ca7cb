package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.TestLedger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gas meter that was exchanged, in the guard and the ledger: telegrams of some days, one every five minutes. */
class ExchangedDeviceTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T23:00:00Z");
    private static final int MINUTES = 5;

    private final Guard guard = new Guard();
    private final Ledger ledger = TestLedger.of(new MeterKey("house"), Ledger.LedgerStore.NONE);

    /** Two telegrams, of which the second is published after a gap. */
    private Snapshot at(int minute, List<MBusDevice> devices) {
        accept(minute * 60L, devices);
        return accept(minute * 60L + 1, devices).orElseThrow();
    }

    private Optional<Snapshot> accept(long second, List<MBusDevice> devices) {
        Stamp clock = new Stamp(MIDNIGHT.getEpochSecond() + second, 3600);
        Reading reading = new Snapshots().time(clock).devices(devices).reading();
        return Snapshots.guarded(guard, reading, new MeterKey("house"), clock.instant(),
                Duration.ofSeconds(second).toNanos())
                .map(snapshot -> Snapshots.counted(ledger, snapshot));
    }

    /** A device with the counter of the last full hour, or of the hour in which it ended. */
    private static MBusDevice gas(int channel, String id, int minute, int end, int litresAtMidnight, int litresAnHour) {
        int hour = Math.min(minute, end) / 60;
        return new MBusDevice(channel, 3, Optional.of(id).filter(text -> !text.isEmpty()).orElse(null), null,
                new CounterReading(new Stamp(MIDNIGHT.getEpochSecond() + hour * 3600L, 3600),
                        BigDecimal.valueOf(litresAtMidnight + (long) hour * litresAnHour, 3), "m3"));
    }

    /**
     * The old meter counts 100 l an hour until 10 o'clock, and stays in the telegrams; the new one, there from 10:05 on, counts
     * 200 l an hour.
     */
    @ParameterizedTest
    @CsvSource({"G1, G2, 2", "'', '', 2", "G1, G2, 1"})
    void theNewOneIsCountedAfterItHasReportedAloneForADay(String old, String young, int channel) {
        Snapshot last = null;
        int takenOver = 0;
        for (int minute = 0; minute < 2 * 24 * 60; minute += MINUTES) {
            List<MBusDevice> devices = new ArrayList<>();
            if (minute < 605 || channel == 2) {
                devices.add(gas(1, old, minute, 600, 50_000, 100));
            }
            if (minute >= 605) {
                devices.add(gas(channel, young, minute, Integer.MAX_VALUE, 10, 200));
            }
            last = at(minute, devices);
            boolean isNew = last.published().meter(Medium.GAS).map(MBusDevice::reading)
                    .filter(counter -> counter.value().intValue() < 50).isPresent();
            takenOver = isNew && takenOver == 0 ? minute : takenOver;
            assertThat(isNew).as("no turns, at minute %s", minute).isEqualTo(takenOver > 0);
        }
        // Four telegrams and a minute on its channel; else the old one is silent for 26 hours.
        assertThat(takenOver).isEqualTo(channel == 1 ? 610 : 2_160);
        EnergyUse use = last.energy();
        assertThat(use.uses().get(Counter.GAS).reading()).isEqualTo(10 + 47 * 200);
        assertThat(use.of(Counter.GAS, EnergyUse.Use::today)).isEqualTo(channel == 1 ? Long.valueOf(23 * 200) : null);
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void twoThatCountDoNotTakeTurns(int ahead) {
        Snapshot last = null;
        for (int minute = 0; minute < 2 * 24 * 60; minute += MINUTES) {
            last = at(minute, List.of(gas(1, "G1", minute, Integer.MAX_VALUE, 50_000, 100),
                    gas(2, "G2", minute + 30 * ahead, Integer.MAX_VALUE, 10, 200)));
            assertThat(last.published().meter(Medium.GAS).orElseThrow().id()).as("at minute %s", minute).isEqualTo("G1");
        }
        assertThat(last.published().numberedDevices()).extracting(meter -> meter.number() + meter.device().id())
                .containsExactly("1G1", "2G2");
        assertThat(last.energy().of(Counter.GAS, EnergyUse.Use::today)).isEqualTo(23 * 100);
    }
}
