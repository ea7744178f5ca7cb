package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dbusp1.meter.Dialect;
import org.dbusp1.metering.guard.Disturbed.Seen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The laboratory of the guard: each disturbance is played to a guard with readings of a meter, and a row says for how many
 * seconds a reader of the grid power saw none / an older one than that which came last / one older than three intervals.
 */
class DisturbancesTest {
    /** What is allowed, in seconds; the oldest: the greatest age of a power. */
    private record Promise(double absent, double older, double old, double oldest) {
        boolean isKeptBy(Seen seen) {
            return seen.absent() <= absent + 0.15 && seen.older() <= older + 0.15 && seen.old() <= old + 0.15
                    && seen.oldest() <= oldest + 0.15;
        }
    }

    private record Row(String name, Promise promise, Supplier<Seen> seen) {
    }

    private final List<Row> rows = new ArrayList<>();

    private void row(String name, double absent, double older, double old, double oldest, Supplier<Seen> seen) {
        rows.add(new Row(name, new Promise(absent, older, old, oldest), seen));
    }

    private static Dialect dialect(double pace) {
        return pace < 10 ? Dialect.DSMR5 : pace == 10 ? Dialect.DSMR4 : Dialect.KAIFA;
    }

    private static Disturbed meter(double pace, double seconds) {
        return new Disturbed(dialect(pace), pace, (int) (seconds / pace));
    }

    private static Seen sum(List<Disturbed> runs) {
        return runs.stream().map(Disturbed::play).reduce(new Seen(0, 0, 0, 0, 0), Seen::plus);
    }

    private void clocks(int scale) {
        double[] paces = {0.5, 1, 2, 5, 10, 30};
        Map<String, List<Disturbed>> runs = new LinkedHashMap<>();
        for (double pace : paces) {
            // A meter of 30 s is slower than its kind: after its start it is absent until its pace is proved.
            String of = pace < 30 ? ", 0.5 to 10 s" : ", 30 s";
            double seconds = Math.max(600, 40 * pace) * scale;
            for (double drift : new double[] {-0.001, -0.0001, 0.0001, 0.0009}) {
                runs.computeIfAbsent("a clock that drifts" + of, name -> new ArrayList<>())
                        .add(meter(pace, seconds).clock(second -> second * (1 + drift)));
            }
            if (pace >= 1) {
                Disturbed uneven = meter(pace, seconds);
                runs.computeIfAbsent("a clock that is a second late now and then" + of, name -> new ArrayList<>())
                        .add(uneven.clock(second -> second - uneven.random().nextInt(2)));
            }
            for (int grain : new int[] {2, 5, 60}) {
                runs.computeIfAbsent("a clock in steps of 2 s, 5 s, a minute" + of, name -> new ArrayList<>())
                        .add(meter(pace, seconds).clock(second -> Math.floor(second / grain) * grain - (grain == 60 ? 7 : 0)));
            }
            runs.computeIfAbsent("each telegram twice" + of, name -> new ArrayList<>()).add(meter(pace, seconds).twice());
            runs.computeIfAbsent("the same without a clock" + of, name -> new ArrayList<>())
                    .add(meter(pace, seconds).withoutClock().twice());
        }
        runs.put("a clock that is 0.09 % slow, for four hours", List.of(meter(1, 14_400).clock(second -> second * 0.9991),
                meter(10, 14_400).clock(second -> second * 0.9991)));
        runs.forEach((name, all) -> row(name, name.endsWith(" 30 s") ? 90 * all.size() : 0, 0, 0, 90.3, () -> sum(all)));
    }

    private void sets(int scale) {
        double run = 300 * scale;
        row("clock set +3 s, +15 s, +1 min, +1 h, 1 s", 0, 0, 0, 5.2, () -> sum(shifted(1, run, 3, 15, 60, 3_600)));
        row("clock set +3 s, +15 s, +1 min, +1 h, 10 s", 0, 0, 0, 30.2, () -> sum(shifted(10, run, 3, 15, 60, 3_600)));
        row("clock set back 8 s, 10 s", 0, 0, 0, 30.2, () -> sum(shifted(10, run, -8)));
        row("clock set back 1 h, 1 s", 58, 5, 0.2, 5.2, () -> sum(shifted(1, run, -3_600)));
        row("clock set back 1 h, 10 s", 60, 20, 0.2, 30.2, () -> sum(shifted(10, run, -3_600)));
        row("house at 0 W, clock -30 s, 10 s", 60, 40, 0.2, 30.2, () -> meter(10, run).ofHouseAt0Watt()
                .clock(second -> second < run / 2 ? second : second - 30).play());
        for (double pace : new double[] {1, 10}) {
            row("house at 0 W, clock stands still, " + pace, 0, 0, 0, 3 * pace + 2.2, () -> meter(pace, run).ofHouseAt0Watt()
                    .clock(second -> Math.min(second, run / 2)).play());
            row("clock stands still for a minute, " + pace, 58, pace < 10 ? 5 : 20, 0.2, 3 * pace + 2.2, () -> meter(pace, run)
                    .clock(second -> second < run / 2 ? second : Math.max(run / 2, second - 60)).play());
        }
        row("another meter without a number, clock back, 1 s", 60, 6, 0, 5.2, () -> meter(1, run)
                .clock(second -> second < run / 2 ? second : second - 5_000).counter(second -> second < run / 2 ? 1_000 : 3).play());
    }

    private static List<Disturbed> shifted(double pace, double seconds, int... shifts) {
        List<Disturbed> runs = new ArrayList<>();
        for (int shift : shifts) {
            runs.add(meter(pace, seconds).clock(second -> second < seconds / 2 ? second : second + shift));
        }
        return runs;
    }

    private void networks(int scale) {
        row("Wi-Fi bridge, each telegram 0 to 5 s late, 1 s, 20 min", 5 * scale, 1 * scale, 150 * scale, 6.1, () -> {
            Disturbed bridge = meter(1, 1_200 * scale);
            return bridge.late(second -> 5 * bridge.random().nextDouble()).play();
        });
        row("the same with ten stalls of 15 s", 170 * scale, 2 * scale, 200 * scale, 19, () -> {
            Disturbed bridge = meter(1, 1_200 * scale);
            return bridge.late(second -> 5 * bridge.random().nextDouble()).stalls(10 * scale, 15, 0.001).play();
        });
        for (int stall : new int[] {6, 25, 40}) {
            row("ten stalls of " + stall + " s, 1 s", 10 * (stall - 5 + 1), 0, 2, 6,
                    () -> meter(1, 1_200).stalls(10, stall, 0.001).play());
        }
        row("ten stalls of 6 s, 10 s", 0, 0, 0, 30.2, () -> meter(10, 2_000).stalls(10, 6, 0.001).play());
        row("ten stalls of 25 s, 10 s", 12, 1, 3, 32, () -> meter(10, 2_000).stalls(10, 25, 0.001).play());
        row("ten stalls of 40 s, 10 s", 160, 1, 3, 32, () -> meter(10, 2_000).stalls(10, 40, 0.001).play());
        row("becomes 8 s late for good, 10 s", 0, 0, 0, 30.2, () -> meter(10, 600).late(second -> second < 300 ? 0 : 8).play());
        row("becomes 8 s late for good, 1 s: nothing until the bridge or the driver is started again", 304, 0, 0.2, 5.2,
                () -> meter(1, 600).late(second -> second < 300 ? 0 : 8).play());
        row("catches up five minutes, each telegram 6 s less late, 10 s", 477, 0, 0, 30.2, () -> meter(10, 1_000)
                .late(second -> second < 200 ? 0 : Math.max(0, 300 - 0.6 * (second - 200))).play());
        row("each telegram 6 s later than the one before, 10 s", 575, 2, 0, 30.2, () -> meter(10, 600)
                .late(second -> second < 200 ? 0 : 0.6 * (second - 200)).play());
        row("old telegrams for half a minute at the meter's own pace, 1 s", 28, 0, 0, 5.2, () -> meter(1, 600).again(200, 30, 200).play());
        row("the same for 90 s, 10 s", 80, 0, 0, 30.2, () -> meter(10, 2_000).again(200, 60, 1_000).play());
        row("start within 40 s of kept telegrams, at once, 10 s", 0, 0, 0, 30.2,
                () -> meter(10, 400).late(second -> second < 40 ? 40 - second : 0).play());
        row("start within 40 s of kept, 90 ms apart, 1 s (price)", 0, 0, 3.7, 40, () -> kept(40, 0.09));
        row("start within 600 s of kept, 20 ms apart, 1 s (price)", 0, 0, 12.5, 600, () -> kept(600, 0.02));
    }

    /**
     * A line that falls behind, by a share of the time, or by steps; and a clock that is set beside jitter. A power is shown while it is
     * valid, and until the next telegram says that it is old.
     */
    private void behind(double seconds, double day) {
        for (double pace : new double[] {1, 10}) {
            double longest = Math.max(5, 3 * pace + (pace < 10 ? 3.2 : 1.4));
            for (double slope : new double[] {0.005, 0.01, 0.03, 0.05, 0.08, 0.2}) {
                row("falls behind by %.1f %%, %.0f s".formatted(100 * slope, pace), 2 * seconds, 5, pace < 10 ? 110 : 1.4, longest,
                        () -> meter(pace, seconds).late(second -> slope * second).play());
            }
            row("6 s later each five minutes, %.0f s".formatted(pace), 2 * day, 5, pace < 10 ? 110 : 1.4, longest,
                    () -> meter(pace, day).late(second -> 6 * Math.floor(second / 300)).play());
            row("60 s later each hour, %.0f s".formatted(pace), 2 * day, 5, pace < 10 ? 110 : 1.4, longest,
                    () -> meter(pace, day).late(second -> 60 * Math.floor(second / 3_600)).play());
            for (int jitter = 0; jitter <= 4; jitter++) {
                for (int shift : new int[] {-3_600, -30, 30, 3_600}) {
                    Disturbed meter = meter(pace, 600);
                    double most = jitter;
                    row("clock set by %d s beside %d s of jitter, %.0f s".formatted(shift, jitter, pace),
                            shift > 0 ? 0 : pace < 10 ? 66 : 90, 60, 5 * jitter * 60, 3 * pace + 5 + jitter,
                            () -> meter.late(second -> most * meter.random().nextDouble())
                                    .clock(second -> second < 300 ? second : second + shift).play());
                }
            }
        }
    }

    private static Seen kept(int seconds, double apart) {
        return meter(1, seconds + 100).late(second -> second < seconds ? seconds - second + apart * second : 0).play();
    }

    private void paces() {
        for (Dialect dialect : new Dialect[] {Dialect.SML, Dialect.D0}) {
            row(dialect + ", 2 s, then 10 s, without a clock, 300 s of each", 121, 0, 0, 30.2, () -> new Disturbed(dialect, 2, 180)
                    .withoutClock().onSerialPort().times(index -> index <= 150 ? index : 150 + 5.0 * (index - 150)).play(10, null));
        }
        for (double slow : new double[] {30, 60}) {
            row("P1 of " + slow + " s at its start", 6 * slow, 0, 0, 3 * slow + 0.2, () -> new Disturbed(Dialect.DSMR4, slow, 30)
                    .onSerialPort().play());
            row("P1 of " + slow + " s with the owner's interval", slow, 0, 0, 3 * slow + 0.2, () -> new Disturbed(Dialect.DSMR4, slow, 30)
                    .onSerialPort().play(slow, Duration.ofSeconds((long) slow)));
            row("HAN of " + slow + " s at its start", Math.max(210, 6 * slow), 0, 0, 3 * slow + 0.2,
                    () -> new Disturbed(Dialect.LANDIS_GYR, slow, 30).onSerialPort().play());
        }
        row("Kamstrup, two of three lists lost, 1 h", 3_600, 0, 0, 30.2, () -> {
            Random random = new Random(7);
            return new Disturbed(Dialect.KAMSTRUP, 10, 360).withoutClock().onSerialPort()
                    .losing(index -> random.nextInt(3) > 0).play();
        });
    }

    /** Returns how many of so many stretches of old telegrams at the meter's own pace are shown: the price of the rule. */
    private static long believed(int sequences) {
        Random random = new Random(11);
        return Stream.generate(() -> {
            double pace = new double[] {1, 2, 5, 10}[random.nextInt(4)];
            int old = 2 + random.nextInt(40);
            double grain = random.nextInt(3) == 0 ? 1 : 0.001;
            return meter(pace, 200 * pace).counter(second -> Math.floor((1_000 + second / 3_600) / grain) * grain)
                    .again(20 * pace, old * pace, (60 + random.nextInt(60)) * pace).play();
        }).limit(sequences).filter(seen -> seen.older() > 0).count();
    }

    private void judge() {
        List<String> failures = new ArrayList<>();
        StringBuilder table = new StringBuilder("\nseconds absent (unavoidable) / older than the newest / older than three intervals\n");
        for (Row row : rows) {
            Seen seen = row.seen.get();
            boolean kept = row.promise.isKeptBy(seen);
            table.append("%-66s %s%s%n".formatted(row.name, seen, kept ? "" : "  !"));
            if (!kept) {
                failures.add(row.name + ": " + seen + ", promised " + row.promise);
            }
        }
        System.out.println(table);
        assertThat(failures).isEmpty();
    }

    @Test
    void eachDisturbanceCostsNoMoreThanIsPromised() {
        clocks(1);
        sets(1);
        networks(1);
        paces();
        behind(2_400, 7_500);
        judge();
        long old = believed(400);
        System.out.println("old telegrams at the meter's own pace are shown in " + old + " of 400 sequences");
        assertThat(old).as("the known price").isLessThan(260);
    }

    @Test
    @Tag("slow")
    void theSameForHours() {
        clocks(30);
        sets(20);
        networks(12);
        judge();
        System.out.println("old telegrams at the meter's own pace are shown in " + believed(17_600) + " of 17600 sequences");
    }

    @Test
    @Tag("slow")
    void aLineFallsBehindForSixHoursAndADay() {
        behind(21_600, 86_400);
        judge();
    }
}
