package org.dbusp1;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;

/**
 * How far the power on the grid strays when a battery inverter regulates by a meter that speaks every second, every
 * two and a half or every ten, and how well ESS regulates by it: a closed loop of
 * a simulated house, an inverter and our chain from telegram to snapshot, in virtual time. The bus itself adds
 * milliseconds and is left out.
 */
public final class EssLoop {
    private static final double STRAY_WATTS = 200;
    private static final double NOISE_WATTS = 20;

    private final double interval;
    private final TestScanner framer = new TestScanner(false, Decryptor.none());
    private final DsmrDecoder decoder = new DsmrDecoder(DsmrDecoder.Options.DEFAULT, LocalTimeResolver.ofLog(null));
    private final Guard guard = new Guard();
    private Optional<Snapshot> shown = Optional.empty();

    private EssLoop(double interval) {
        this.interval = interval;
    }

    public static void main(String[] arguments) {
        System.out.println("A day of a house with a battery that could keep the grid at 0 W:");
        System.out.printf("%8s %14s %14s %16s %18s %18s%n", "meter", "mean stray W", "p95 stray W",
                "over " + (int) STRAY_WATTS + " W, %", "bought anyway kWh", "sold anyway kWh");
        for (double interval : new double[] {1, 2.5, 10}) {
            new EssLoop(interval).stray();
        }
        System.out.println("How ESS regulates; dead: from a reading to the"
                + " inverter's first move:");
        System.out.printf("%8s %7s %7s %7s %8s %12s %15s%n", "meter", "dead s", "haste", "steps",
                "delay s", "overshoot %", "lost kWh a day");
        for (double interval : new double[] {1, 2.5, 10}) {
            for (double[] loop : new double[][] {{0.2, 0}, {1, 0}, {2, 0}, {4, 0}, {1, 0.3}, {2, 0.2}}) {
                new EssLoop(interval).regulation(loop[0], loop[1]);
            }
        }
    }

    private void stray() {
        double[] strays = new double[(int) Math.round(SimulatedEss.DAY / SimulatedEss.STEP)];
        double[] energies = new double[2];
        new SimulatedEss(interval, 0, 0, SimulatedEss.INVERTER_WATTS, 0).run(this::speak, (second, wanted, grid) -> {
            // What no inverter of this size could cover is not the meter's fault.
            strays[(int) Math.round(second / SimulatedEss.STEP)] = Math.max(0, Math.abs(grid)
                    - Math.max(0, Math.abs(wanted) - SimulatedEss.INVERTER_WATTS));
            energies[grid > 0 ? 0 : 1] += Math.abs(grid) * SimulatedEss.STEP / 3.6e6;
        });
        double mean = Arrays.stream(strays).average().orElseThrow();
        long over = Arrays.stream(strays).filter(stray -> stray > STRAY_WATTS).count();
        Arrays.sort(strays);
        System.out.printf(Locale.ROOT, "%6.1f s %14.0f %14.0f %16.1f %18.2f %18.2f%n", interval, mean,
                strays[(int) (strays.length * 0.95)], 100.0 * over / strays.length, energies[0], energies[1]);
    }

    private void regulation(double dead, double haste) {
        SimulatedEss ess = new SimulatedEss(interval, dead, haste, SimulatedEss.INVERTER_WATTS, NOISE_WATTS);
        ess.run(this::speak, (second, wanted, grid) -> { });
        System.out.printf(Locale.ROOT, "%6.1f s %7.1f %7.1f %7d %8.1f %12.0f %15.2f%n", interval, dead, haste, ess.steps(), ess.delay(),
                ess.overshoot(), ess.lost());
    }

    private OptionalDouble speak(double second, double grid) {
        long watts = Math.round(grid);
        String telegram = TestTelegram.dsmr5(TestTelegram.power("1.7.0", Math.max(0, watts)),
                TestTelegram.power("2.7.0", Math.max(0, -watts)));
        byte[] bytes = telegram.getBytes(StandardCharsets.US_ASCII);
        framer.accept(bytes, 0, bytes.length).forEach(frame -> {
            DecodeOutcome accepted = DecodeOutcome.of(decoder, frame);
            if (accepted.accepted()) {
                shown = Snapshots.guarded(guard, accepted.reading(), new MeterKey("house"), Instant.EPOCH.plus(
                        Duration.ofMillis((long) (second * 1e3))), (long) (second * 1e9));
            }
        });
        return shown.map(snapshot -> OptionalDouble.of(snapshot.published().values().number(Quantity.POWER_NET)))
                .orElse(OptionalDouble.empty());
    }
}
