package org.dbusp1;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;

/**
 * How far the power on the grid strays when a battery inverter regulates by a meter that speaks every second, every
 * two and a half or every ten: a closed loop of a simulated house, an inverter and our chain from telegram to snapshot,
 * in virtual time. The bus itself adds milliseconds and is left out.
 */
public final class EssLoop {
    private static final double STEP = 0.5;
    private static final int DAY = 86_400;
    /** A three-phase inverter of medium size, and how fast Victron's ESS lets it change. */
    private static final double INVERTER_WATTS = 5_000;
    private static final double RAMP_WATTS_PER_SECOND = 400;
    private static final double STRAY_WATTS = 200;

    private final double interval;
    private final FrameScanner framer = new FrameScanner(false, Decryptor.none());
    private final DsmrDecoder decoder = new DsmrDecoder(DsmrOptions.DEFAULT);
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
            new EssLoop(interval).run();
        }
    }

    /** Loads and sun of the house at a second of the day, in watts; sun counts negative. */
    private static double house(double second) {
        double hour = second / 3600;
        double load = 280 + 60 * Math.sin(second / 700);
        load += on(second, 1800, 700) ? 90 : 0;                                       // fridge
        for (double kettle : new double[] {6.9, 7.2, 10.1, 12.4, 15.3, 19.7, 21.1}) {
            load += hour >= kettle && hour < kettle + 0.05 ? 2_000 : 0;
        }
        load += hour >= 17.5 && hour < 18.6 && on(second, 50, 22) ? 2_400 : 0;         // oven, by its thermostat
        load += hour >= 18 && hour < 18.6 && on(second, 14, 6) ? 1_800 : 0;            // hob, by its pulses
        load += hour >= 9.5 && hour < 10.2 && on(second, 1300, 800) ? 2_100 : 0;       // washing machine
        double arc = Math.max(0, Math.sin((hour - 6) / 12 * Math.PI));
        double clouds = 0.65 + 0.35 * Math.signum(Math.sin(second / 97) + 0.4 * Math.sin(second / 23));
        return load - 3_200 * arc * clouds;
    }

    private static boolean on(double second, double period, double part) {
        return second % period < part;
    }

    private void run() {
        double inverter = 0;
        double target = 0;
        double nextTelegram = 0;
        double bought = 0;
        double sold = 0;
        int over = 0;
        double[] strays = new double[(int) (DAY / STEP)];
        for (int step = 0; step < strays.length; step++) {
            double now = step * STEP;
            double wanted = house(now);
            double grid = wanted - inverter;
            if (now >= nextTelegram) {
                nextTelegram += interval;
                speak(Math.round(grid), now);
                // ESS paces its loop by the meter's /RefreshTime: one correction for each reading.
                target = clamp(inverter + shown.map(EssLoop::netWatts).orElse(0.0), INVERTER_WATTS);
            }
            inverter += clamp(target - inverter, RAMP_WATTS_PER_SECOND * STEP);
            // What no inverter of this size could cover is not the meter's fault.
            double stray = Math.abs(grid) - Math.max(0, Math.abs(wanted) - INVERTER_WATTS);
            strays[step] = Math.max(0, stray);
            over += stray > STRAY_WATTS ? 1 : 0;
            bought += Math.max(0, grid) * STEP / 3.6e6;
            sold += Math.max(0, -grid) * STEP / 3.6e6;
        }
        double mean = Arrays.stream(strays).average().orElseThrow();
        Arrays.sort(strays);
        System.out.printf(Locale.ROOT, "%6.1f s %14.0f %14.0f %16.1f %18.2f %18.2f%n", interval, mean,
                strays[(int) (strays.length * 0.95)], 100.0 * over / strays.length, bought, sold);
    }

    private static double clamp(double value, double most) {
        return Math.max(-most, Math.min(most, value));
    }

    private static double netWatts(Snapshot snapshot) {
        return snapshot.values().number(Quantity.POWER_NET);
    }

    private void speak(long watts, double second) {
        String telegram = TestTelegram.dsmr5(
                String.format(Locale.ROOT, "1-0:1.7.0(%06.3f*kW)", Math.max(0, watts) / 1000.0),
                String.format(Locale.ROOT, "1-0:2.7.0(%06.3f*kW)", Math.max(0, -watts) / 1000.0));
        byte[] bytes = telegram.getBytes(StandardCharsets.US_ASCII);
        framer.feed(bytes, 0, bytes.length, frame -> {
            DecodeResult accepted = DecodeResult.of(decoder, frame);
            if (accepted.accepted()) {
                shown = guard.accept(accepted.reading(), () -> Optional.of(new MeterKey("house")), Instant.EPOCH.plus(
                        Duration.ofMillis((long) (second * 1e3))), (long) (second * 1e9));
            }
        });
    }
}
