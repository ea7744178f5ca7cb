package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.OutputSettings.Switch;
import org.dbusp1.simulator.Wiring;
import org.dbusp1.state.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An output with a switch. */
@Timeout(20)
class SwitchedOutputTest {
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final OutputSettings choices =
            new OutputSettings(StateStore.NONE, "cable", Map.of(Switch.MQTT, true, Switch.PAGE, true), OptionalLong.empty());
    private final SampleMeter meter = new SampleMeter("dsmr50", Wiring.THREE_PHASES, SampleMeter.START);
    private int made;
    private QueuedOutput queued;

    /** An output that records its calls. */
    private Output sink() {
        String name = "sink " + ++made + " ";
        return (Output) Proxy.newProxyInstance(Output.class.getClassLoader(), new Class<?>[] {Output.class},
                (proxy, method, arguments) -> {
                    calls.add(name + method.getName());
                    return null;
                });
    }

    private void open() {
        queued = QueuedOutput.switched("test", this::sink, choices, Switch.MQTT);
    }

    @AfterEach
    void close() {
        if (queued != null) {
            queued.close();
        }
    }

    private void expect(String... expected) throws InterruptedException {
        for (String call : expected) {
            assertThat(calls.poll(10, TimeUnit.SECONDS)).isEqualTo(call);
        }
    }

    @Test
    void isClosedWhenItIsSwitchedOffAndMadeAnewWhenItIsSwitchedOn() throws Exception {
        open();
        queued.start();
        queued.snapshot(meter.next());
        expect("sink 1 start", "sink 1 snapshot");
        choices.turn(Switch.MQTT, false);
        expect("sink 1 close");
        // The refused telegram comes first: the reading behind it may already find the output switched on again.
        queued.rejected(new Rejected(new byte[0], 0, Instant.EPOCH, RejectCause.CRC));
        queued.snapshot(meter.next());
        choices.turn(Switch.MQTT, true);
        expect("sink 2 start", "sink 2 snapshot");
        queued.offline();
        queued.close();
        expect("sink 2 offline", "sink 2 close");
        assertThat(calls).isEmpty();
    }

    @Test
    void aReadingThatComesBeforeTheTurnedSwitchIsSeenIsDeliveredOnce() throws Exception {
        AtomicBoolean on = new AtomicBoolean();
        CountDownLatch asked = new CountDownLatch(2);
        queued = new QueuedOutput("test", this::sink, () -> {
            boolean state = on.get();
            asked.countDown();
            return state;
        }, Duration.ZERO);
        queued.start();
        queued.snapshot(meter.next());
        asked.await();
        on.set(true);
        queued.snapshot(meter.next());
        queued.close();
        expect("sink 1 start", "sink 1 snapshot", "sink 1 close");
        assertThat(calls).isEmpty();
    }

    @Test
    void isNotEvenMadeWhileItIsOffAtTheStart() throws Exception {
        choices.turn(Switch.MQTT, false);
        open();
        queued.start();
        queued.snapshot(meter.next());
        queued.close();
        assertThat(made).isZero();
        assertThat(calls).isEmpty();
    }

    @Test
    void getsNoReadingThatIsNotValidAnyLonger() throws Exception {
        open();
        queued.start();
        queued.snapshot(meter.next());
        expect("sink 1 start", "sink 1 snapshot");
        choices.turn(Switch.MQTT, false);
        expect("sink 1 close");
        queued.offline();
        choices.turn(Switch.MQTT, true);
        queued.close();
        expect("sink 2 start", "sink 2 close");
    }

    @Test
    void tenTurnsLeaveOneOutput() throws Exception {
        open();
        queued.start();
        for (int i = 0; i < 10; i++) {
            choices.turn(Switch.MQTT, false);
            choices.turn(Switch.MQTT, true);
        }
        queued.close();
        assertThat(calls.stream().filter(call -> call.endsWith("start")).count())
                .isEqualTo(calls.stream().filter(call -> call.endsWith("close")).count()).isEqualTo(made);
    }

    @Test
    void readingsBeforeTheStartAreKeptForIt() throws Exception {
        open();
        queued.snapshot(meter.next());
        queued.start();
        expect("sink 1 start", "sink 1 snapshot");
    }
}
