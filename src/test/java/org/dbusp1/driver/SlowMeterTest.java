package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.dbusp1.SimulatedLog;
import org.dbusp1.app.report.Teller;
import org.dbusp1.app.report.Watches;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.SilentOutput;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the owner is told of a meter that is slower than its kind, after a start before which ESS regulated by it. */
class SlowMeterTest {
    private static final Instant START = Instant.parse("2026-11-20T11:00:00Z");
    private static final String CABLE = "ttyUSB0";
    private static final int MINUTE = 60;

    private final DriverState state = new DriverState(OwnerChoices.none());
    private final MapMemory memory = new MapMemory();
    private final LineCounters counters = new LineCounters(this::nanos);
    private final List<Event> events = new ArrayList<>();
    private final Set<Condition> shown = new LinkedHashSet<>();
    private int second;
    private MeterPipeline line;
    private Teller teller;

    private long nanos() {
        return Duration.ofSeconds(START.getEpochSecond() + second).toNanos();
    }

    @BeforeEach
    void start() {
        memory.remember("ess " + CABLE, "true");
        Watches watches = new Watches(state.board(), () -> false, counters::refusal, counters::seldom, memory, CABLE,
                this::nanos);
        teller = new Teller(watches, state.board(), memory, CABLE, this::nanos, () -> START.plusSeconds(second));
        teller.reportTo(List.of(new SilentOutput() {
            @Override
            public void event(Event event) {
                events.add(event);
            }
        }));
        line = TestDriver.ofLine(SilentLine.at(this::nanos), null).counters(counters).pipeline(watches);
        line.acceptOpening();
    }

    /** Lets the time pass until a second, at which the meter sends a telegram. */
    private void sendAt(int next, SimulatedMeter meter) {
        pass(next);
        byte[] telegram = meter.next();
        while (meter.second() < START.getEpochSecond() + next) {
            telegram = meter.next();
        }
        line.accept(telegram, telegram.length, nanos());
        line.idle(nanos());
    }

    private void pass(int next) {
        while (second < next) {
            second++;
            line.tryEndIfStale();
            teller.tick();
            state.board().of(Subject.LINE).ifPresent(found -> shown.add(found.condition()));
        }
    }

    /** @param first second of the first telegram after the start */
    @ParameterizedTest
    @CsvSource({"dsmr50, 30, 1", "dsmr50, 30, 29", "dsmr50, 60, 1", "dsmr50, 60, 59", "han-kaifa, 30, 1", "han-kaifa, 30, 29"})
    void aSlowMeterIsNoDeadOne(String name, int interval, int first) {
        SimulatedMeter meter = SimulatedLog.meter(name, START);
        int late = 0;
        for (int at = first; at < 15 * MINUTE; at += interval) {
            sendAt(at + late, meter);
            late = 1 - late;
        }
        assertThat(events).isEmpty();
        assertThat(shown).containsExactly(Condition.LINE_TOO_SELDOM);
        assertThat(counters.seldom()).as("proved").isNull();
        assertThat(state.board().of(Subject.LINE)).isEmpty();

        pass(second + 10 * MINUTE);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.condition()).isEqualTo(Condition.LINE_SILENT);
            assertThat(event.found().gravity()).isEqualTo(Gravity.ALARM);
        });
    }

    @Test
    void aBridgeThatSendsIrregularlyIsToldOnceAfterSevenMinutesAndIsNoAlarm() {
        SimulatedMeter meter = SimulatedLog.meter("dsmr50", START);
        Random random = new Random(7);
        sendAt(1, meter);
        while (second < 7 * MINUTE) {
            sendAt(second + 40 + random.nextInt(60), meter);
        }
        assertThat(events).isEmpty();
        while (second < 60 * MINUTE) {
            sendAt(second + 40 + random.nextInt(60), meter);
        }
        assertThat(events).filteredOn(Event::begins).singleElement().satisfies(event -> {
            assertThat(event.condition()).isEqualTo(Condition.LINE_TOO_SELDOM);
            assertThat(event.found().gravity()).isEqualTo(Gravity.ACT);
            assertThat(event.text("en")).contains("too far apart", "meter.interval-seconds");
        });
    }
}
