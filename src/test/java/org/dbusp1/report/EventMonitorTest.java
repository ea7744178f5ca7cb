package org.dbusp1.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.Snapshots;
import org.dbusp1.driver.MeterKeys;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.feedback.Event;
import org.dbusp1.feedback.Event.Severity;
import org.dbusp1.feedback.LimiterStatus;
import org.dbusp1.feedback.OwnerSwitches;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Doubts;
import org.dbusp1.meter.Doubts.Uncounted;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.Output;
import org.dbusp1.output.SilentOutput;
import org.dbusp1.problem.Condition;
import org.dbusp1.problem.EventType;
import org.dbusp1.source.SourceException;
import org.dbusp1.state.FileStateStore;
import org.dbusp1.state.StateStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault is one event, and what all kinds of events have in common. The time is that of the test. */
class EventMonitorTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Map<Quantity, String> WATTS = Map.of(Quantity.POWER_NET, "3000");

    private final List<Event> events = new ArrayList<>();
    private final DriverState driver = new DriverState(OwnerSwitches.none());
    private final MapMemory memory = new MapMemory();
    private final Output receiver = new SilentOutput() {
        @Override
        public void event(Event event) {
            events.add(event);
        }
    };
    private boolean unwritable;
    private Optional<SourceException> refusal = Optional.empty();
    private long seconds;
    private long clockAhead;
    private EventMonitor monitor;
    private Optional<MeterKeys.Exchange> exchange = Optional.empty();

    @BeforeEach
    void start() {
        start(memory);
    }

    private void start(StateStore store) {
        monitor = new EventMonitor(driver, () -> unwritable, () -> refusal,
                new EventMonitor.Exchanges(() -> exchange, () -> exchange = Optional.empty()), store, "ttyUSB0",
                () -> seconds * 1_000_000_000L,
                () -> NOW.plusSeconds(seconds + clockAhead));
        monitor.reportTo(List.of(receiver));
    }

    private static Snapshot snapshot(Map<Quantity, String> sent, int segment, Optional<Demand> demand, Instant time) {
        Snapshots made = Snapshots.of(Values.NONE).dialect(Dialect.BELGIUM).at(new Stamp(time.getEpochSecond(), 3600)).segment(segment);
        sent.forEach(made::with);
        return made.take().withDemand(demand);
    }

    private Instant time() {
        return NOW.plusSeconds(seconds);
    }

    private void meterSends(Map<Quantity, String> values) {
        monitor.snapshot(snapshot(values, 0, Optional.empty(), time()));
    }

    private void pass(int more) {
        for (int second = 0; second < more; second++) {
            seconds++;
            monitor.tick();
        }
    }

    /** Nothing is reported within so many seconds. */
    private void quiet(int more) {
        pass(more);
        assertThat(events).isEmpty();
    }

    /** A meter that sends, and nothing to report, for longer than the quiet time at the start. */
    private void started() {
        meterSends(WATTS);
        driver.ess(verdict(Condition.ESS_USED));
        quiet(180);
    }

    /** ESS is in a state for longer than an event waits. */
    private void lasts(Condition state) {
        driver.ess(verdict(state));
        pass(400);
    }

    private static EssStatus verdict(Condition state) {
        return EssStatus.of(state, "EM24");
    }

    private List<String> types() {
        List<String> types = events.stream().map(Event::key).toList();
        events.clear();
        return types;
    }

    private Event only() {
        assertThat(events).hasSize(1);
        return events.remove(0);
    }

    @Test
    void aMeterThatStopsSendingIsOneAlarmAfterAMinuteAndOneInformationWhenItSendsAgain() {
        started();
        monitor.offline();
        driver.ess(EssStatus.GONE);
        quiet(59);
        pass(4000);
        Event began = only();
        assertThat(began.type()).isEqualTo(EventType.METER_SILENT);
        assertThat(began.severity()).isEqualTo(Severity.ALARM);
        assertThat(began.condition()).isEqualTo(Condition.LINE_SILENT);
        assertThat(began.time()).isEqualTo(NOW.plusSeconds(241));
        meterSends(WATTS);
        quiet(30);
        pass(3000);
        Event over = only();
        assertThat(over.key()).isEqualTo("meter_silent_over");
        assertThat(over.severity()).isEqualTo(Severity.INFORMATION);
    }

    @Test
    void aMeterThatEssDoesNotUseIsAWarningWhenItStops() {
        meterSends(WATTS);
        driver.ess(verdict(Condition.ESS_OTHER_ROLE));
        pass(180);
        monitor.offline();
        pass(100);
        assertThat(only().severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aMeterThatNeverSentIsAnEventAfterTwoMinutesAnAlarmWhereEssUsedItBefore() {
        started();
        start();
        quiet(119);
        pass(100);
        assertThat(only().severity()).isEqualTo(Severity.ALARM);
    }

    /** Half a telegram comes at the end of a cable that is pulled: it is nothing. */
    @ParameterizedTest
    @CsvSource({"50, CRC, LINE_UNREADABLE", "0, TRUNCATED, LINE_SILENT"})
    void telegramsThatCannotBeUsedAreReportedAsSuch(int silent, RejectCause cause, Condition condition) {
        started();
        monitor.offline();
        pass(silent);
        monitor.rejected(new Rejected(new byte[3], 0, time(), cause));
        pass(100);
        assertThat(only().condition()).isEqualTo(condition);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a b c", "nothing 99999999999999999999", "nothing 1,,2",
        "nothing -5", "meter_silent 1,2,3,4,5,6,7,8,9,10,11"})
    void whatIsDamagedInTheStateIsForgotten(String damaged, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("events.properties");
        FileStateStore.write(file, "events", Map.of("meter_silent ttyUSB0", damaged, "ess ttyUSB0", damaged));
        start(new FileStateStore(file, "events"));
        meterSends(WATTS);
        pass(200);
        monitor.offline();
        pass(100);
        assertThat(types()).containsExactly("meter_silent");
    }

    @Test
    void aShortSilenceIsNoEventAndNeitherIsACableThatMakesShortContactInALongOne() {
        started();
        for (int i = 0; i < 20; i++) {
            monitor.offline();
            pass(50);
            meterSends(WATTS);
            pass(5);
        }
        assertThat(events).isEmpty();
        monitor.offline();
        pass(100);
        assertThat(types()).containsExactly("meter_silent");
        for (int i = 0; i < 20; i++) {
            meterSends(WATTS);
            pass(30);
            monitor.offline();
            pass(100);
        }
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ESS_INPUT_NOT_GRID, 300, ess_not_used
            ESS_METERING_BY_INVERTER, 300, ess_not_used
            ESS_SAME_INSTANCE, 300, ess_not_used
            ESS_NOT_CHOSEN, 300, ess_not_used
            ESS_NOT_SEEN, 300, ess_not_used
            ESS_NO_POWER, 300, ess_not_used
            ESS_SLOW, 300, ess_too_slow
            ESS_PHASE_ORDER, 60, phase_order
            ESS_ONE_PHASE_ONLY, 60, phase_order
            ESS_INDIVIDUAL_PHASE, 60, phase_order""")
    void aVerdictOfEssThatTheOwnerShouldChangeIsOneEvent(Condition state, int delay, String kind) {
        started();
        driver.ess(verdict(state));
        quiet(delay - 1);
        pass(5000);
        Event began = only();
        assertThat(began.key()).isEqualTo(kind);
        assertThat(began.condition()).isEqualTo(state);
        assertThat(began.facts()).containsExactly(entry("detail", "EM24"));
        assertThat(began.severity()).isEqualTo(Severity.WARNING);
        driver.ess(EssStatus.UNKNOWN);
        pass(500);
        assertThat(events).as("not known is not over").isEmpty();
        driver.ess(verdict(Condition.ESS_USED));
        pass(500);
        assertThat(types()).containsExactly(kind + "_over");
    }

    @Test
    void anotherReasonWhyEssDoesNotUseTheMeterIsAnotherEventWithoutAnEndBetween() {
        started();
        lasts(Condition.ESS_METERING_BY_INVERTER);
        driver.ess(verdict(Condition.ESS_NOT_CHOSEN));
        pass(299);
        assertThat(types()).containsExactly("ess_not_used");
        pass(400);
        assertThat(only().condition()).isEqualTo(Condition.ESS_NOT_CHOSEN);
    }

    private void window(Instant start, long watts, long mean, long peak, Optional<Demand.Bill> bill) {
        Demand demand = new Demand(new Stamp(start.getEpochSecond(), 3600), Duration.ofMinutes(15), OptionalLong.of(mean),
                OptionalLong.empty(), OptionalLong.of(peak), List.of(), bill, ImportLimit.NONE);
        monitor.snapshot(snapshot(Map.of(Quantity.POWER_NET, Long.toString(watts)), 0, Optional.of(demand), time()));
    }

    @Test
    void aWindowThatBecomesTheMonthsPeakIsOneEventWithTheWattsToSwitchOffAndTheMinutesLeft() {
        started(); // 3 minutes of the window are over
        window(NOW, 9000, 3000, 4000, Optional.empty());
        quiet(59);
        window(NOW, 9000, 3000, 4000, Optional.empty());
        pass(2);
        Event began = only();
        assertThat(began.type()).isEqualTo(EventType.MONTH_PEAK);
        // 4000 W x 900 s - 3000 W x 239 s, by 661 s: 4361 W are allowed
        assertThat(began.facts()).containsOnly(entry("watts", 4700L), entry("minutes", 11L));
        window(NOW, 500, 3000, 4000, Optional.empty());
        pass(61);
        assertThat(types()).containsExactly("month_peak_over");
        window(NOW, 9000, 3000, 4000, Optional.empty());
        pass(200);
        assertThat(events).as("again in the same window").isEmpty();
        window(NOW.plusSeconds(900), 9000, 3000, 4000, Optional.empty());
        pass(100);
        assertThat(types()).containsExactly("month_peak");
    }

    @Test
    void aLowPeakOrAWindowThatDoesNotCountOrTheLastTwoMinutesOfOneAreNoEvent() {
        started();
        window(NOW, 2400, 2400, 300, Optional.empty());
        pass(100);
        window(NOW, 9000, 3000, 4000, Optional.of(new Demand.Bill("evenings", false, OptionalLong.of(4000), OptionalLong.of(9000),
                OptionalLong.empty(), Optional.empty(), List.of(), 0, 1)));
        quiet(300);
        pass(900 - 110 - 580);
        window(NOW, 9000, 3000, 4000, Optional.empty());
        quiet(100);
    }

    @Test
    void withATariffThePowerThatKeepsTheBillDecides() {
        started();
        window(NOW, 9000, 3000, 8999, Optional.of(new Demand.Bill("flanders", true, OptionalLong.of(4000), OptionalLong.of(9000),
                OptionalLong.of(7777), Optional.empty(), List.of(), 0, 1)));
        pass(61);
        assertThat(only().facts()).containsEntry("watts", 1300L);
    }

    @ParameterizedTest
    @CsvSource({"POWER_NET, METER_POWER_GONE", "PEAK_IMPORT, METER_PEAKS_GONE"})
    void valuesThatNoLongerComeAreOneEventAlsoOverARestart(Quantity lost, Condition condition) {
        Map<Quantity, String> all = Map.of(Quantity.POWER_NET, "100", Quantity.PEAK_IMPORT, "4000");
        meterSends(all);
        pass(200);
        Map<Quantity, String> rest = Map.of(lost == Quantity.POWER_NET ? Quantity.PEAK_IMPORT : Quantity.POWER_NET, "100");
        meterSends(rest);
        quiet(299);
        pass(1000);
        Event began = only();
        assertThat(began.type()).isEqualTo(EventType.PORT_CLOSED);
        assertThat(began.condition()).isEqualTo(condition);
        start();
        meterSends(rest);
        quiet(1000);
        meterSends(all);
        pass(1000);
        assertThat(types()).containsExactly("port_closed_over");
    }

    private void doubted(Doubts doubts) {
        monitor.snapshot(snapshot(Map.of(Quantity.POWER_NET, "100"), 0, Optional.empty(), time()).withDoubts(doubts));
    }

    @Test
    void aWrongClockIsAnEventUntilItIsUsedAgain() {
        doubted(new Doubts(new Stamp(946_684_740, 3_600), null));
        pass(200);
        Event began = only();
        assertThat(began.condition()).isEqualTo(Condition.METER_CLOCK_WRONG);
        assertThat(began.text("en")).contains("2000-01-01 00:59").contains("Ask the grid operator to set the clock.");
        doubted(Doubts.NONE);
        pass(200);
        assertThat(types()).containsExactly("clock_wrong_over");
    }

    @ParameterizedTest
    @CsvSource({"ENERGY_IMPORT, METER_IMPORT_NOT_COUNTED, from the grid", "ENERGY_EXPORT, METER_EXPORT_NOT_COUNTED, to the grid"})
    void aPowerThatNoCounterCountsIsAnEventWithBothFigures(Quantity counter, Condition condition, String direction) {
        doubted(new Doubts(null, new Uncounted(counter, 345, 14, 1_000_123)));
        pass(200);
        Event began = only();
        assertThat(began.condition()).isEqualTo(condition);
        assertThat(began.text("en")).contains("345 Wh " + direction).contains("in 14 minutes").contains("stands at 1000123 Wh");
    }

    @Test
    void whatAMeterNeverSentIsNotMissed() {
        meterSends(Map.of(Quantity.ENERGY_IMPORT, "5"));
        quiet(1000);
    }

    @Test
    void anotherMeterOnTheCableIsOneEventWithoutAnEndAndItsValuesAreItsOwn() {
        meterSends(Map.of(Quantity.POWER_NET, "100", Quantity.PEAK_IMPORT, "4000"));
        pass(200);
        monitor.snapshot(snapshot(WATTS, 1, Optional.empty(), time()));
        pass(2000);
        assertThat(types()).containsExactly("meter_replaced");
        start();
        meterSends(WATTS);
        quiet(2000);
    }

    /** The driver ended when it found the exchange; the one that was started after it says so, once. */
    @Test
    void anExchangeOfCablesIsOneEventSoonAfterTheStart() {
        exchange = Optional.of(new MeterKeys.Exchange("E2", "E1"));
        quiet(60);
        meterSends(WATTS);
        pass(40);
        assertThat(exchange).isEmpty();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).text("en")).isEqualTo("Cables were exchanged: the meter E2 is on this cable now, instead of the meter E1."
                + " Name, role and history followed the meter. Nothing has to be done if you exchanged them.");
        assertThat(types()).containsExactly("cables_exchanged");
        start();
        meterSends(WATTS);
        quiet(2000);
    }

    @Test
    void aDamagedHistoryIsOneEventWithoutAnEnd() {
        started();
        driver.damagedHistory("/data/history.db.damaged-2026-01-15");
        pass(2000);
        assertThat(types()).containsExactly("history_damaged");
    }

    @Test
    void stateThatCannotBeWrittenIsOneEvent() {
        started();
        unwritable = true;
        quiet(59);
        pass(900);
        assertThat(types()).containsExactly("state_not_writable");
        unwritable = false;
        pass(900);
        assertThat(types()).containsExactly("state_not_writable_over");
    }

    /** Each hour the limiter tries again: that is the same event, until it works. */
    @Test
    void aLimiterThatEssDoesNotObeyIsOneEvent() {
        started();
        limiter(Condition.LIMITER_LIMITING);
        quiet(59);
        limiter(Condition.LIMITER_NOT_OBEYED);
        quiet(119);
        pass(2);
        assertThat(types()).containsExactly("limiter_stopped");
        limiter(Condition.LIMITER_ASKED);
        quiet(240);
        limiter(Condition.LIMITER_NOT_OBEYED);
        quiet(240);
        limiter(Condition.LIMITER_LIMITING);
        pass(61);
        assertThat(types()).containsExactly("limiter_stopped_over");
    }

    /** As while an inverter starts again. */
    @Test
    void aLimiterForWhichNothingIsPossibleIsOneEventAfterTwoMinutesUntilItIsPossible() {
        started();
        limiter(Condition.LIMITER_LIMITING);
        quiet(10);
        limiter(Condition.LIMITER_IMPOSSIBLE);
        quiet(119);
        limiter(Condition.LIMITER_READY);
        quiet(10);
        limiter(Condition.LIMITER_IMPOSSIBLE);
        quiet(119);
        pass(2);
        assertThat(only().condition()).isEqualTo(Condition.LIMITER_IMPOSSIBLE);
        quiet(7_200);
        limiter(Condition.LIMITER_READY);
        pass(61);
        assertThat(types()).containsExactly("limiter_stopped_over");
        limiter(Condition.LIMITER_IMPOSSIBLE);
        pass(121);
        assertThat(types()).containsExactly("limiter_stopped");
    }

    @Test
    void whereEssDoesNotUseTheMeterThatIsTheEventAndNotTheLimiter() {
        started();
        driver.ess(verdict(Condition.ESS_NOT_CHOSEN));
        limiter(Condition.LIMITER_IMPOSSIBLE);
        pass(900);
        assertThat(types()).containsExactly("ess_not_used");
        driver.ess(verdict(Condition.ESS_NO_INVERTER));
        pass(900);
        assertThat(types()).containsExactly("ess_not_used_over", "limiter_stopped");
    }

    private void limiter(Condition state) {
        driver.limiter(new LimiterStatus(state, OptionalLong.empty(), OptionalLong.empty(), null));
        Demand demand = new Demand(new Stamp(0, 3600), Duration.ofMinutes(15), OptionalLong.of(1), OptionalLong.empty(),
                OptionalLong.empty(), List.of(), Optional.empty(), ImportLimit.NONE);
        monitor.snapshot(snapshot(WATTS, 0, Optional.of(demand), time()));
    }

    @Test
    void nothingIsReportedInTheFirstTwoMinutes() {
        unwritable = true;
        driver.ess(verdict(Condition.ESS_PHASE_ORDER));
        quiet(119);
        pass(1);
        assertThat(types()).containsExactlyInAnyOrder("meter_silent", "phase_order", "state_not_writable");
    }

    @Test
    void noMoreThanSixADayOfOneKindAreReportedAlsoOverRestarts() {
        started();
        for (int i = 0; i < 12; i++) {
            monitor.offline();
            pass(200);
            meterSends(WATTS);
            pass(200);
            if (i % 5 == 4) {
                start();
                meterSends(WATTS);
                pass(120);
            }
        }
        assertThat(types()).containsExactly("meter_silent", "meter_silent_over", "meter_silent", "meter_silent_over",
                "meter_silent", "meter_silent_over");
        unwritable = true;
        pass(200);
        assertThat(types()).as("another kind").containsExactly("state_not_writable");
        pass(86_400);
        monitor.offline();
        pass(100);
        assertThat(types()).as("the next day").containsExactly("meter_silent");
    }

    /** The other cause has no room in the day, but its end is that of the event that the owner was told of. */
    @Test
    void whoWasToldOfABeginningIsToldOfTheEndAlsoAfterAnotherCause() {
        started();
        for (int i = 0; i < 2; i++) {
            lasts(Condition.ESS_INPUT_NOT_GRID);
            lasts(Condition.ESS_USED);
        }
        lasts(Condition.ESS_INPUT_NOT_GRID);
        lasts(Condition.ESS_METERING_BY_INVERTER);
        lasts(Condition.ESS_USED);
        assertThat(types()).containsExactly("ess_not_used", "ess_not_used_over", "ess_not_used", "ess_not_used_over", "ess_not_used",
                "ess_not_used_over");
        assertThat(driver.events()).extracting(Event::key).containsExactly("ess_not_used_over");
        driver.ess(verdict(Condition.ESS_METERING_BY_INVERTER));
        quiet(400);
        driver.ess(verdict(Condition.ESS_USED));
        quiet(400);
    }

    /** The same where another cause still has room. */
    @Test
    void anotherCauseThatIsReportedTooHasOneEnd() {
        started();
        lasts(Condition.ESS_INPUT_NOT_GRID);
        lasts(Condition.ESS_METERING_BY_INVERTER);
        lasts(Condition.ESS_USED);
        assertThat(types()).containsExactly("ess_not_used", "ess_not_used", "ess_not_used_over");
    }

    @Test
    void aClockThatWasAheadSilencesNoKind() {
        started();
        clockAhead = 400 * 86_400L;
        for (int i = 0; i < 5; i++) {
            monitor.offline();
            pass(200);
            meterSends(WATTS);
            pass(200);
        }
        assertThat(types()).hasSize(6);
        clockAhead = 0;
        monitor.offline();
        pass(100);
        assertThat(types()).containsExactly("meter_silent");
    }

    @Test
    void anEventThatHasBegunDoesNotBeginAgainAfterARestartAndEndsOnce() {
        started();
        lasts(Condition.ESS_NOT_CHOSEN);
        assertThat(types()).containsExactly("ess_not_used");
        start();
        driver.ess(EssStatus.UNKNOWN);
        meterSends(WATTS);
        pass(30);
        driver.ess(verdict(Condition.ESS_NOT_CHOSEN));
        quiet(1000);
        driver.ess(verdict(Condition.ESS_USED));
        pass(1000);
        assertThat(types()).containsExactly("ess_not_used_over");
        start();
        meterSends(WATTS);
        quiet(1000);
    }

    @Test
    void theLastOfEachKindIsKeptForThoseWhoAskLater() {
        started();
        unwritable = true;
        monitor.offline();
        pass(200);
        meterSends(WATTS);
        pass(200);
        assertThat(driver.events()).extracting(Event::key).containsExactly("meter_silent_over", "state_not_writable");
    }

    /** Its owner may be next to the dongle; "the meter sends nothing" would send him to the cable. */
    @Test
    void aDongleThatWaitsForItsButtonIsReportedAtOnceAndAfterEachStart() {
        refusal = Optional.of(new SourceException(Condition.LINE_UNPAIRED, ""));
        pass(6);
        assertThat(only().condition()).isEqualTo(Condition.LINE_UNPAIRED);
        quiet(1000);
        start();
        pass(6);
        assertThat(types()).containsExactly("dongle_unpaired");
        refusal = Optional.of(new SourceException(Condition.LINE_PAIRING_ENDED, ""));
        pass(6);
        assertThat(only().condition()).isEqualTo(Condition.LINE_PAIRING_ENDED);
        refusal = Optional.of(new SourceException(Condition.LINE_UNPROTECTED, "", "192.168.1.9"));
        pass(6);
        Event unprotected = only();
        assertThat(unprotected.condition()).isEqualTo(Condition.LINE_UNPROTECTED);
        assertThat(unprotected.facts()).containsEntry("detail", "192.168.1.9");
        refusal = Optional.empty();
        meterSends(WATTS);
        pass(200);
        assertThat(types()).containsExactly("dongle_unpaired_over");
    }
}
