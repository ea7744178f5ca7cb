package org.dbusp1.gx.ess.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
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
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.junit.jupiter.api.Test;
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
    private static final String SINCE_ABOVE = " since above";
    private static final Pattern VALUE = Pattern.compile("(?<= )(?:-?\\d+(?:\\.\\d+)?(?= |$)|\"[^\"]*\")");

    private InverterFollower follow = new InverterFollower();
    private final Random random = new Random(7);
    private String services = "com.victronenergy.vebus.ttyS4 L1";
    private String meter = "house";
    private boolean on = true;
    private boolean regulating = true;
    private boolean onGrid = true;
    private boolean silent;
    private boolean inTotal;
    private double setPoint;
    /** The inverters' parts of the power on L1 to L3; NaN for a phase without an inverter. */
    private PhaseWatts shares = new PhaseWatts(1, Double.NaN, Double.NaN);
    /** The part of the inverters' power that is reported, the age of a telegram, and the time whose mean it is. */
    private double seen = 1;
    private double age;
    private double mean;
    private int interval = INTERVAL;
    /** Of ten telegrams so many are lost. */
    private int lost;
    private double second = START;
    private Pv pv = Pv.NONE;
    /** What the house takes at most on a phase without an inverter; 0 where the meter has no such phase. */
    private double otherPhase;
    /** The last telegram's power, and the correction as of the row above. */
    private double sent;
    private PhaseWatts correctionAbove = PhaseWatts.ZERO;

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
        follow.accept(new InverterFollower.Telegram(meter, inTotal, powers, setPoint, nanos(), on,
                Finding.of(regulating ? Condition.ESS_USED : Condition.ESS_NOT_CHOSEN)));
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

    /** A total beside inverters on one phase or three. */
    @ParameterizedTest
    @CsvSource({"1, NaN, NaN", "NaN, 1, NaN", "0.333333, 0.333333, 0.333334", "0.7, 0.4, -0.1"})
    void aTotalIsFollowedByTheSumOfTheInverters(double l1, double l2, double l3) {
        shares = new PhaseWatts(l1, l2, l3);
        inTotal = true;
        setPoint = farBeyond();

        runTo(START + 300, () -> { });

        assertThat(state()).isEqualTo(Condition.FOLLOW_FOLLOWED);
        runTo(START + 600, () -> assertThat(sent + follow.correction().sum()).isCloseTo(between(sent, grid(second)), within(250.0)));

        inTotal = false;
        telegram();
        assertThat(follow.status().number("moves")).isZero();
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    /** A set point that no power of this house comes near, on its side of the telegram. */
    private double farBeyond() {
        return -100_000;
    }

    /** Returns a power, or the telegram's where the power is on the other side of it than the set point. */
    private double between(double telegram, double power) {
        return Math.max(Math.min(telegram, setPoint), Math.min(Math.max(telegram, setPoint), power));
    }

    /** Each phase by itself: on L2 the reports have the wrong sign, and only L1 is corrected. */
    @Test
    void aPhaseWhoseMovesTheMeterDoesNotShowIsNotCorrected() {
        shares = new PhaseWatts(1, -0.5, Double.NaN);
        for (int telegram = 0; telegram < 40; telegram++) {
            for (int half = 0; half < 2 * INTERVAL; half++) {
                second += 0.5;
                inverter(acIn(second));
            }
            telegram(new PhaseWatts(HOUSE + acIn(second), HOUSE + 0.5 * acIn(second), Double.NaN));
        }
        setPoint = farBeyond();
        assertThat(state()).isEqualTo(Condition.FOLLOW_FOLLOWED);
        telegram(new PhaseWatts(HOUSE + acIn(second), HOUSE + 0.5 * acIn(second), Double.NaN));
        second += 1;
        inverter(acIn(second) - 600);
        assertThat(follow.correction().l1()).isLessThan(-300);
        assertThat(follow.correction().l2()).isZero();
    }

    /** The correction never crosses the set point of ESS, and never leaves the other side of the telegram. */
    @ParameterizedTest
    @CsvSource({"1000, 0, -600, 400", "1000, 0, -1500, 0", "1000, 50, -1500, 50", "1000, 0, 700, 1000", "-800, 0, 500, -300",
            "-800, 0, 1200, 0", "-800, 50, 1200, 50", "-800, 0, -500, -800"})
    void thePowerStaysBetweenTheTelegramAndTheSetPoint(double telegram, double target, double moved, double shown) {
        runTo(START + 300, () -> { });
        setPoint = target;
        inverter(100);
        telegram(new PhaseWatts(telegram, Double.NaN, Double.NaN));
        second += 1;
        inverter(100 + moved);
        assertThat(telegram + follow.correction().l1()).isEqualTo(shown);
    }

    /** A report that is two seconds older than the telegram has the right sign, and a correction that is bounded. */
    @Test
    void lateReportsNeverTakeThePowerBeyondTheSetPoint() {
        age = -2; // the telegram is newer than the reports
        runTo(START + 600, () -> { });
        assertThat(state()).isEqualTo(Condition.FOLLOW_FOLLOWED);
        runTo(START + 1_800, () -> assertThat(sent + follow.correction().l1())
                .isBetween(Math.min(0, sent) - 1e-6, Math.max(0, sent) + 1e-6));
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
            case "driver restarts" -> follow = new InverterFollower();
            case "set point is _ W" -> setPoint = Double.parseDouble(values.get(0));
            case "owner switches it off" -> on = false;
            case "ESS regulates by another meter" -> regulating = false;
            case "ESS regulates by the meter" -> regulating = true;
            default -> throw new IllegalArgumentException(event);
        }
    }

    private void holds(Row row, String fact) {
        String where = row + " at " + (second - START) + " s";
        if (fact.equals("correction as above")) {
            assertThat(follow.correction()).as(where).isEqualTo(correctionAbove).isNotEqualTo(PhaseWatts.ZERO);
        } else if (fact.equals("correction 0 W")) {
            assertThat(follow.correction()).as(where).isEqualTo(PhaseWatts.ZERO);
        } else if (fact.equals("right")) {
            assertThat(sent + follow.correction().l1()).as(where).isCloseTo(between(sent, HOUSE + acIn(second)), within(250.0));
        } else if (fact.endsWith(" moves")) {
            assertThat(follow.status().number("moves") + " moves").as(where).isEqualTo(fact);
        } else {
            assertThat(state().key()).as(where).isIn((Object[]) fact.split(" or "));
        }
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
            assertThat(sent + follow.correction().l1()).isBetween(Math.min(0, sent) - 1e-6, Math.max(0, sent) + 1e-6);
            assertThat(follow.correction().knows(1)).isTrue();
        }
        second += 30;
        telegram();
        second += INTERVAL;
        telegram();
        assertThat(follow.correction()).as("the inverter is silent").isEqualTo(PhaseWatts.ZERO);
    }
}
