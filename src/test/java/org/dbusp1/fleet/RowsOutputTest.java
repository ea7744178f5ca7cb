package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.output.Output;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.fleet.RowSet;
import org.dbusp1.output.fleet.RowsOutput;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.Subscriber;
import org.dbusp1.output.mqtt.TestSettings;
import org.dbusp1.output.mqtt.TopicLayout;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class RowsOutputTest {
    /** The queue fails once, and then holds rows. */
    private static final class Failing implements RowSet.Queue {
        private final AtomicInteger asked = new AtomicInteger();
        private final CountDownLatch sent = new CountDownLatch(1);
        private final boolean error;

        Failing(boolean error) {
            this.error = error;
        }

        @Override
        public RowSet next() {
            if (asked.incrementAndGet() == 1) {
                if (error) {
                    throw new InternalError("no descriptor");
                }
                throw new IllegalStateException("a damaged row");
            }
            return new RowSet("1700000000-00000001", 1L, "Europe/Amsterdam", List.of());
        }

        @Override
        public void sent() {
            sent.countDown();
        }
    }

    /** For a moment no descriptor is free, so that a class cannot be loaded; or a row cannot be read. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFaultInTheRowsEndsNoSending(boolean error) throws Exception {
        Failing queue = new Failing(error);
        try (Mosquitto broker = Mosquitto.open(); Subscriber collector = Subscriber.on(broker, "dbus-p1/#");
                Output rows = QuickQueue.of("rows", () -> new RowsOutput(TestSettings.of(broker.port(), TopicLayout.NATIVE), queue,
                        Duration.ofMillis(20)))) {
            rows.start();
            rows.snapshot(SampleMeter.usual().next());
            assertThat(queue.sent.await(120, TimeUnit.SECONDS)).as("sent").isTrue();
            collector.await("dbus-p1/sample/rows");
        }
    }
}
