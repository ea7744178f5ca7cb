package org.dbusp1.gx.ess.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.output.MapMemory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A meter that sends each ten seconds, a house, and an inverter that moves twice a minute. */
class InverterFollowerTest {
    private static final double RATING = 3_000;
    private static final double HOUSE = 400;
    private static final int INTERVAL = 10;
    private static final double START = 1_000;
    private static final Pattern TIME = Pattern.compile("(\\d+):(\\d\\d):(\\d\\d(?:\\.5)?)");
    private static final Pattern RANGE = Pattern.compile("(.+) (\\S+)\\.\\.(\\S+) .+");
    private static final String SINCE_ABOVE = " since above";
    private static final Pattern VALUE = Pattern.compile("(?<= )(?:-?\\d+(?:\\.\\d+)?(?= |$)|\"[^\"]*\")");

    @TempDir
    private Path directory;
    private final MapMemory memory = new MapMemory();
    private StateStore store = memory;
    private InverterFollower follow = new InverterFollower(memory);
    private final Random random = new Random(7);
    private String services = "com.victronenergy.vebus.ttyS4 L1";
    private String meter = "house";
    private boolean on = true;
    private boolean regulating = true;
    private boolean onGrid = true;
    private boolean silent;
    private boolean totalOnly;
    /** The inverters' parts of the power on L1 to L3; NaN for a phase without an inverter. */
    private PhaseWatts shares = new PhaseWatts(1, Double.NaN, Double.NaN);
    /** The part of the inverters' power that is reported, the age of a telegram, and the time whose mean it is. */
    private double seen = 1;
    private double age = 1;
    private double mean;
    private int interval = INTERVAL;
    /** Of ten telegrams so many are lost. */
    private int lost;
    private double second = START;
    private Pv pv = Pv.NONE;
    /** What the house takes at most on a phase without an inverter; 0 where the meter has no such phase. */
    private double otherPhase;
    /** The last telegram's power, and as of the row above: the correction, and the watts by which plain telegrams miss. */
    private double sent;
    private PhaseWatts correctionAbove = PhaseWatts.ZERO;
    private long missedAbove;

    private enum Pv {
        NONE, SHOWN_BY_NO_TELEGRAM, OWES_AN_ANSWER
    }

    /** Each of its levels holds for 27 s, so that some moves end, and some begin, between two telegrams. */
    private static double acIn(double second) {
        long step = (long) Math.floor(second / 27);
        double level = 1_500 * Math.sin(step * 1.7);
        double before = 1_500 * Math.sin((step - 1) * 1.7);
        return before + (level - before) * Math.min(1, (second - step * 27) / 4);
    }

    private double grid(double at) {
        double sum = 0;
        int parts = mean > 0 ? 100 : 1;
        for (int i = 0; i < parts; i++) {
            sum += HOUSE + acIn(at - mean * i / parts);
        }
        return sum / parts;
    }

    private void telegram() {
        sent = grid(second - age);
        telegram(new PhaseWatts(sent, otherPhase == 0 ? Double.NaN : otherPhase * random.nextDouble(), Double.NaN));
    }

    private void telegram(PhaseWatts powers) {
        follow.accept(new InverterFollower.Telegram(meter, totalOnly, powers, nanos(), on, regulating));
    }

    private long nanos() {
        return (long) (second * 1e9);
    }

    private void inverter(double watts) {
        PhaseWatts before = follow.correction();
        boolean changed = follow.accept(new InverterPower(services, "", onGrid, shares.times(watts),
                switch (pv) {
                    case NONE -> PhaseWatts.ZERO;
                    case SHOWN_BY_NO_TELEGRAM -> new PhaseWatts(1_000 + 700 * Math.sin(Math.floor((second + 5) / 10)), 0, 0);
                    case OWES_AN_ANSWER -> PhaseWatts.UNKNOWN;
                }, PhaseWatts.UNKNOWN, RATING, nanos()));
        assertThat(changed).isEqualTo(!follow.correction().equals(before));
    }

    /** Time passes with what the inverter reports twice a second, and a telegram each ten seconds. @param always holds at each report */
    private void runTo(double end, Runnable always) {
        while (second < end) {
            second += 0.5;
            if (!silent) {
                inverter(seen * acIn(second));
            }
            if (second % interval == 0 && (lost == 0 || random.nextInt(10) >= lost)) {
                telegram();
            }
            always.run();
        }
    }

    private Condition state() {
        return follow.status().condition();
    }

    /** A total beside inverters on one phase or three; a proof by phases is another one. */
    @ParameterizedTest
    @CsvSource({"1, NaN, NaN", "NaN, 1, NaN", "0.333333, 0.333333, 0.333334", "0.7, 0.4, -0.1"})
    void aTotalIsFollowedByTheSumOfTheInverters(double l1, double l2, double l3) {
        shares = new PhaseWatts(l1, l2, l3);
        totalOnly = true;

        runTo(START + 900, () -> { });

        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        assertThat(follow.status().number("l1.gain")).isBetween(95L, 105L);
        assertThat(follow.status().facts()).doesNotContainKeys("l2.gain", "l3.gain");
        runTo(START + 1_200, () -> assertThat(sent + follow.correction().sum()).isCloseTo(grid(second), within(900.0)));
        assertThat(follow.status().number("missed")).isLessThan(follow.status().number("plain") / 2);

        totalOnly = false;
        telegram();
        assertThat(follow.status().number("moves")).isZero();
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(InverterFollowerTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void followsTheInverter(Scenario scenario) {
        for (Row row : scenario.rows()) {
            runTo(START + seconds(row.time()), () -> row.expected().stream().filter(fact -> fact.endsWith(SINCE_ABOVE))
                    .forEach(fact -> holds(row, fact.replace(SINCE_ABOVE, ""))));
            row.events().forEach(this::happens);
            row.expected().forEach(fact -> holds(row, fact.replace(SINCE_ABOVE, "")));
            correctionAbove = follow.correction();
            missedAbove = follow.status() == null ? 0 : Objects.requireNonNullElse(follow.status().number("plain"), 0L);
        }
    }

    private static double seconds(String text) {
        Matcher time = TIME.matcher(text);
        assertThat(time.matches()).as(text).isTrue();
        return Integer.parseInt(time.group(1)) * 3_600 + Integer.parseInt(time.group(2)) * 60 + Double.parseDouble(time.group(3));
    }

    private void happens(String event) {
        List<String> values = VALUE.matcher(event).results().map(value -> value.group().replace("\"", "")).toList();
        switch (VALUE.matcher(event).replaceAll("_")) {
            case "inverter reports _ x its power" -> seen = Double.parseDouble(values.get(0));
            case "inverter reports _ W" -> inverter(Double.parseDouble(values.get(0)));
            case "inverter is _" -> services = "com.victronenergy." + values.get(0);
            case "inverter falls silent" -> silent = true;
            case "inverter leaves the grid" -> onGrid = false;
            case "inverter is on the grid again" -> onGrid = true;
            case "PV inverter reports what no telegram shows" -> pv = Pv.SHOWN_BY_NO_TELEGRAM;
            case "PV inverter does not answer" -> pv = Pv.OWES_AN_ANSWER;
            case "house draws up to _ W on another phase" -> otherPhase = Double.parseDouble(values.get(0));
            case "telegram" -> telegram();
            case "telegram without powers" -> telegram(PhaseWatts.UNKNOWN);
            case "a telegram each _ s" -> interval = Integer.parseInt(values.get(0));
            case "telegrams show _ s before, means of _ s" -> {
                age = Double.parseDouble(values.get(0));
                mean = Double.parseDouble(values.get(1));
            }
            case "three of ten telegrams are lost" -> lost = 3;
            case "telegrams are lost" -> lost = 10;
            case "telegrams arrive again" -> lost = 0;
            case "meter is silent" -> follow.offline();
            case "meter is wired _" -> meter = "house " + values.get(0);
            case "memory has _" -> memory.remember(meter + " " + services, values.get(0));
            case "disk has _" -> {
                store = new FileStateStore(directory.resolve("facts"), "facts");
                store.remember(meter + " " + services, values.get(0));
            }
            case "driver restarts" -> follow = new InverterFollower(store);
            case "owner switches it off" -> on = false;
            case "ESS regulates by another meter" -> regulating = false;
            case "ESS regulates by the meter" -> regulating = true;
            default -> throw new IllegalArgumentException(event);
        }
    }

    private void holds(Row row, String fact) {
        String where = row + " at " + (second - START) + " s";
        Matcher range = RANGE.matcher(fact);
        if (range.matches()) {
            assertThat(switch (range.group(1)) {
                case "age" -> follow.status().number("age") / 1_000.0;
                case "telegrams show" -> (double) follow.status().number("l1.gain");
                case "plain telegrams miss" -> 100.0 * follow.status().number("plain") / missedAbove;
                default -> throw new IllegalArgumentException(fact);
            }).as(where).isBetween(Double.parseDouble(range.group(2)), Double.parseDouble(range.group(3)));
        } else if (fact.equals("correction as above")) {
            assertThat(follow.correction()).as(where).isEqualTo(correctionAbove).isNotEqualTo(PhaseWatts.ZERO);
        } else if (fact.equals("correction 0 W")) {
            assertThat(follow.correction()).as(where).isEqualTo(PhaseWatts.ZERO);
        } else if (fact.equals("right")) {
            assertThat(sent + follow.correction().l1()).as(where).isCloseTo(HOUSE + acIn(second), within(250.0));
        } else if (fact.endsWith(" moves")) {
            assertThat(follow.status().number("moves") + " moves").as(where).isEqualTo(fact);
        } else {
            assertThat(state().key()).as(where).isIn((Object[]) fact.split(" or "));
        }
    }

    /**
     * ESS follows the telegrams and hunts, and a hob switches every few seconds: half a period before, or at another age, the inverter's
     * moves look as if they had the right sign.
     */
    @Test
    void aWrongSignIsNeverFollowedInALoop() {
        assertWrongSignIsNeverFollowed(5, 3);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"10, 0.5", "10, 1", "5, 1"})
    void aWrongSignIsNeverFollowedInOtherLoops(int pace, double old) {
        assertWrongSignIsNeverFollowed(pace, old);
    }

    private void assertWrongSignIsNeverFollowed(int pace, double old) {
        Deque<Double> commands = new ArrayDeque<>(List.of(0.0, 0.0, 0.0));
        Deque<Double> grids = new ArrayDeque<>();
        double setPoint = 0;
        double given = 0;
        double seenByEss = 0;
        for (int half = 0; half < 2 * 4 * 3_600; half++) {
            second += 0.5;
            commands.addLast(setPoint);
            given += Math.max(-200, Math.min(200, commands.removeFirst() - given));
            double house = 300 + (second % 3_600 < 1_500 ? 900 : 0) + (second % 7_200 < 1_800 && second % 8 < 3.4 ? 1_800 : 0)
                    + 15 * random.nextGaussian();
            grids.addFirst(house - given);
            inverter(given);
            if (second % pace == 0) {
                seenByEss = grids.stream().skip((long) (2 * old)).findFirst().orElse(0.0);
                PhaseWatts powers = new PhaseWatts(seenByEss, Double.NaN, Double.NaN);
                follow.accept(new InverterFollower.Telegram(meter, totalOnly, powers, nanos(), on, true));
                assertThat(state()).isNotEqualTo(Condition.FOLLOW_ACTING);
            }
            setPoint = Math.max(-RATING, Math.min(RATING, setPoint + 0.15 * seenByEss));
        }
    }

    @Test
    void noHourIsMuchWorseThanPlainWithAHobAndWithFaults() {
        assertNoHourIsMuchWorse(10, 0.3, 1, false);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"10, 0, 1, false", "10, 0, 1, true", "10, 0, 0.5, false", "20, 0, 1, false"})
    void noHourIsMuchWorseThanPlainWithAHobAndOtherFaults(int pace, double lost, double part, boolean frozen) {
        assertNoHourIsMuchWorse(pace, lost, part, frozen);
    }

    /** A meter, and what is wrong: the part of the telegrams that is lost, and of the inverter's power that is seen. */
    private void assertNoHourIsMuchWorse(int pace, double lost, double part, boolean frozen) {
        double[] plain = errors(pace, lost, part, frozen, false);
        double[] followed = errors(pace, lost, part, frozen, true);
        for (int hour = 0; hour < plain.length; hour++) {
            assertThat(Math.sqrt(followed[hour] / plain[hour])).as("hour %d", hour).isLessThanOrEqualTo(1.05);
        }
        assertThat(Arrays.stream(followed).sum() < Arrays.stream(plain).sum()).as("all is better").isEqualTo(part == 1);
    }

    /**
     * ESS moves half of the way to the house's power every 2.5 s. A hob switches every few seconds in every other hour, and in one of two
     * hours the reports may be frozen. Returns the sum of the squares of the grid's error for each of twelve hours.
     */
    private double[] errors(int pace, double lost, double part, boolean frozen, boolean corrected) {
        Random chance = new Random(11);
        InverterFollower follower = new InverterFollower(new MapMemory());
        Deque<Double> commands = new ArrayDeque<>(List.of(0.0, 0.0));
        Deque<Double> grids = new ArrayDeque<>(List.of(0.0, 0.0));
        double[] errors = new double[12];
        double setPoint = 0;
        double given = 0;
        double last = 0;
        double reported = 0;
        for (int half = 1; half <= 2 * 3_600 * errors.length; half++) {
            double now = 1_000 + half / 2.0;
            int hour = (half - 1) / 7_200;
            commands.addLast(setPoint);
            given += Math.max(-200, Math.min(200, 0.956 * commands.removeFirst() - given));
            double house = 300 + (now % 3_600 < 1_500 ? 900 : 0) + (hour % 2 == 1 && now % 8 < 3.4 ? 1_800 : 0)
                    + (now % 1_700 < 150 ? 2_000 : 0) + 15 * chance.nextGaussian();
            errors[hour] += (house - given) * (house - given);
            grids.addLast(house - given);
            double measured = grids.removeFirst();
            reported = frozen && hour % 4 > 1 ? reported : -part * given;
            follower.accept(new InverterPower(services, "", true, new PhaseWatts(reported, Double.NaN, Double.NaN), PhaseWatts.ZERO,
                    PhaseWatts.UNKNOWN, RATING, (long) (now * 1e9)));
            if (now % pace == 0 && chance.nextDouble() >= lost) {
                last = measured;
                follower.accept(new InverterFollower.Telegram(meter, false, new PhaseWatts(last, Double.NaN, Double.NaN),
                        (long) (now * 1e9),
                        corrected, true));
            }
            if (half % 5 == 0) {
                double target = last + follower.correction().l1() + given;
                setPoint = Math.max(-RATING, Math.min(RATING, setPoint + 0.5 * (target - setPoint)));
            }
        }
        return errors;
    }

    /** Whatever the inverter's data do, a power differs from the telegram's by its rating at most; wrong data end within two telegrams. */
    @Property(tries = 200)
    void neverMoreThanTheRatingAwayAndPlainAfterTwoTelegrams(
            @ForAll @Size(max = 200) List<@DoubleRange(min = -1e6, max = 1e6) Double> watts,
            @ForAll @IntRange(max = 3) int kind, @ForAll @IntRange(min = 1, max = 40) int steps) {
        runTo(START + 900, () -> { });
        for (double reported : watts) {
            second += kind == 3 ? 2.0 * steps : 0.1;
            inverter(switch (kind) {
                case 0 -> reported;
                case 1 -> random.nextBoolean() ? Double.NaN : reported;
                case 2 -> random.nextInt(steps) == 0 ? Double.POSITIVE_INFINITY : acIn(second - steps * 60);
                default -> -acIn(second);
            });
            assertThat(follow.correction().absoluteSum()).isLessThanOrEqualTo(RATING + 1e-6);
            assertThat(follow.correction().knows(1)).isTrue();
        }
        second += 30;
        telegram();
        second += INTERVAL;
        telegram();
        assertThat(follow.correction()).as("the inverter is silent").isEqualTo(PhaseWatts.ZERO);
    }
}
