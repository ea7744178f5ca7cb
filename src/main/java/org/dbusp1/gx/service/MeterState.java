package org.dbusp1.gx.service;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/** Values that are known only from several telegrams of the meter. */
final class MeterState {
    private static final long SEQUENCE_NANOS = 600_000_000_000L;

    /**
     * The published statistics of the line. They are renewed every ten seconds, so that a good line causes no
     * additional signals, and at once after a rejected or repaired telegram.
     *
     * @param settings speed and parity, such as 115200-8N1; null if unknown, or without a serial line
     * @param causes rejected telegrams by cause, such as crc=3 truncated=1; empty if none were rejected
     * @param renewedNanos System.nanoTime() of the renewal
     */
    record PublishedCounts(@Nullable String settings, TelegramCounts telegramCounts, String causes, long renewedNanos) {
        private static final Duration PERIOD = Duration.ofSeconds(10);

        static PublishedCounts none() {
            return new PublishedCounts(null, TelegramCounts.NONE, "", System.nanoTime() - PERIOD.toNanos());
        }

        PublishedCounts renewed(Snapshot snapshot, Supplier<@Nullable String> lineSettings) {
            TelegramCounts newest = snapshot.telegramCounts();
            boolean damage = !newest.rejected().equals(telegramCounts.rejected()) || !newest.repairs().equals(telegramCounts.repairs());
            long now = System.nanoTime();
            return damage || snapshot.isDue(PERIOD, now - renewedNanos)
                    ? new PublishedCounts(lineSettings.get(), newest, newest.causes(), now) : this;
        }
    }

    /**
     * The values after a telegram.
     *
     * @param powerAbsence why the meter has sent no power so far; null if it has sent one
     * @param sequence the order in which the voltages of the phases follow each other; null if unknown
     * @param refreshMillis the interval of telegrams with a power, rounded to seconds from 950 ms on: the owner's, the proved one, before
     *                      its proof the dialect's or the shortest gap as far as such meters have it. A loop that waits as long does not
     *                      hunt, and Victron publishes it for that (dbus-cgwacs 8b8e172); so it changes only by more than a fifth, and not
     *                      with the inverter that is followed. Meters whose short lists have only the import show an export less often
     * @param importPeakTime of the month's peak; null if unknown
     */
    record Summary(@Nullable PowerAbsence powerAbsence, PhaseOrder.@Nullable Sequence sequence, long refreshMillis, PublishedCounts counts,
                   @Nullable String importPeakTime) {
        /**
         * Returns the role that the service has: that of the settings, but a meter that sends no power is a load instead of a grid
         * meter, so that ESS does as its owner chose for no grid meter.
         */
        String role(Registration registration) {
            boolean load = registration.kind().equals(Role.GRID.text()) && powerAbsence != null;
            return load ? Role.ACLOAD.text() : registration.kind();
        }
    }

    private final PeakTime importPeak = new PeakTime();
    private int meterIndex;
    private @Nullable PowerAbsence powerAbsence;
    private long refreshMillis;
    /** The interval that was rounded to it. */
    private long roundedMillis;
    private PhaseOrder.@Nullable Sequence sequence;
    private long sequenceNanos = System.nanoTime() - SEQUENCE_NANOS;
    private PublishedCounts publishedCounts = PublishedCounts.none();
    private final Supplier<@Nullable String> lineSettings;

    MeterState(Supplier<@Nullable String> lineSettings) {
        this.lineSettings = lineSettings;
    }

    void accept(Snapshot snapshot) {
        publishedCounts = publishedCounts.renewed(snapshot, lineSettings);
        powerAbsence = snapshot.grid().powerAbsence();
        updateSequence(snapshot);
        importPeak.accept(snapshot);
        long millis = snapshot.interval().toMillis();
        // By the first condition alone it would tremble with intervals of 1.5 s.
        if (Math.abs(millis - refreshMillis) > refreshMillis / 5 && Math.abs(millis - roundedMillis) > roundedMillis / 10) {
            roundedMillis = millis;
            refreshMillis = millis < 950 ? millis : Math.round(millis / 1000.0) * 1000;
        }
    }

    /**
     * Reads the phase sequence only every ten minutes: it changes only by work at the meter, and each reading of it
     * parses the message once more.
     */
    private void updateSequence(Snapshot snapshot) {
        Reading reading = snapshot.reading();
        if (snapshot.published().meterIndex() != meterIndex) {
            meterIndex = snapshot.published().meterIndex();
            sequence = null;
            sequenceNanos = System.nanoTime() - SEQUENCE_NANOS;
        }
        if (reading.meter().dialect().equals(Dialect.SML) && snapshot.grid().phases() == 3
                && System.nanoTime() - sequenceNanos >= SEQUENCE_NANOS) {
            sequenceNanos = System.nanoTime();
            sequence = PhaseOrder.Sequence.of(reading.message().registers());
        }
    }

    Summary summary() {
        return new Summary(powerAbsence, sequence, refreshMillis, publishedCounts, importPeak.time);
    }

    /** It is read from the details of a message, which are parsed only when the peak has changed. */
    private static final class PeakTime {
        private @Nullable Long value;
        private @Nullable String time;

        void accept(Snapshot snapshot) {
            Values values = snapshot.published().values();
            Long now = values.has(Quantity.PEAK_IMPORT) ? values.scaled(Quantity.PEAK_IMPORT) : null;
            if (!Objects.equals(now, value)) {
                value = now;
                Details.RunningPeak sent = snapshot.reading().message().details().peakImport();
                time = now == null || sent == null || sent.time() == null ? null : sent.time().toString();
            }
        }
    }
}
