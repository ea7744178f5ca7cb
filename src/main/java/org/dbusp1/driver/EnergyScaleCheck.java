package org.dbusp1.driver;

import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.dialect.BinaryMeters;

/**
 * Holds a Kamstrup HAN meter's import counter against its import power. Its list says that it counts in 10 Wh, several
 * meters count in Wh, and no message tells which (HAN-NVE interface description 3.1, 2.8): one hour of both
 * shows it.
 */
public final class EnergyScaleCheck {
    private static final double AT_LEAST_NANOS = 3_600e9;
    /** Over this the power is not known well enough for the time between two messages. */
    private static final double LONGEST_GAP_NANOS = 60e9;
    private static final double LEAST_KWH = 0.2;
    /** Ten times too high or too low, with room for a power that jumps between two messages. */
    private static final double TOO_HIGH = 5;
    private static final double TOO_LOW = 0.2;

    /** The result of the comparison. */
    public enum Verdict {
        /** It agrees, or nothing is known yet. */
        AGREES,
        /** It grows ten times faster than energy flows: {@code kamstrup.energy-factor=1}. */
        TEN_TIMES_TOO_HIGH,
        /** It grows ten times slower: {@code kamstrup.energy-factor=10}. */
        TEN_TIMES_TOO_LOW
    }

    private boolean started;
    private double counterKwh;
    private long counterNanos;
    private double flowedKwh;
    private boolean powerKnown;
    private double watts;
    private long powerNanos;
    private Verdict verdict = Verdict.AGREES;

    /** A good message came. */
    void see(Reading reading, long nanos) {
        if (!reading.meter().dialect().equals(BinaryMeters.KAMSTRUP)) {
            return;
        }
        Values values = reading.values();
        if (values.has(Quantity.POWER_IMPORT)) {
            power(values.number(Quantity.POWER_IMPORT), nanos);
        }
        if (values.has(Quantity.ENERGY_IMPORT)) {
            counter(values.number(Quantity.ENERGY_IMPORT), nanos);
        }
    }

    private void power(double now, long nanos) {
        if (powerKnown) {
            if (nanos - powerNanos > LONGEST_GAP_NANOS) {
                started = false;
            }
            flowedKwh += (watts + now) / 2 * (nanos - powerNanos) / 3_600e12;
        }
        powerKnown = true;
        watts = now;
        powerNanos = nanos;
    }

    private void counter(double kwh, long nanos) {
        if (!started) {
            started = true;
            begin(kwh, nanos);
        } else if (nanos - counterNanos >= AT_LEAST_NANOS && flowedKwh >= LEAST_KWH) {
            double ratio = (kwh - counterKwh) / flowedKwh;
            verdict = ratio > TOO_HIGH ? Verdict.TEN_TIMES_TOO_HIGH : ratio < TOO_LOW ? Verdict.TEN_TIMES_TOO_LOW
                    : Verdict.AGREES;
            begin(kwh, nanos);
        }
    }

    private void begin(double kwh, long nanos) {
        counterKwh = kwh;
        counterNanos = nanos;
        flowedKwh = 0;
    }

    /** The line was interrupted: energy may have flowed that no message shows. */
    void forget() {
        started = false;
        powerKnown = false;
    }

    Verdict verdict() {
        return verdict;
    }
}
