package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.Await.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often the JSON of a state is made, and which client is told when. */
@Timeout(60)
class LiveStreamTest {
    private static final LiveState START = LiveState.start(Instant.EPOCH);
    private static final Duration SILENCE = Duration.ofHours(1);

    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void clientsLeave() {
        clients.forEach(Thread::interrupt);
    }

    private LiveStream stream(Supplier<String> json) {
        return new LiveStream(START, state -> {
            written.incrementAndGet();
            return json.get().getBytes(StandardCharsets.UTF_8);
        }, SILENCE, nanos::get);
    }

    /** Those that wait see that time has passed. */
    private void pass(LiveStream stream, Duration time) {
        nanos.addAndGet(time.toNanos());
        synchronized (stream) {
            stream.notifyAll();
        }
    }

    private static void watch(LiveStream stream, BlockingQueue<String> events) throws IOException {
        Request request = new Request("GET", "/api/live", Map.of(), Map.of(), true, InetAddress.getLoopbackAddress());
        stream.answer(request).body().writeTo(new ByteArrayOutputStream() {
            @Override
            public void flush() {
                events.add(toString(StandardCharsets.UTF_8).replace("retry: 2000\n\n", "").strip());
                reset();
            }
        });
    }

    private BlockingQueue<String> client(LiveStream stream) {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Thread client = new Thread(() -> {
            try {
                watch(stream, events);
            } catch (IOException e) {
                events.add(e.getMessage());
            }
        });
        client.start();
        clients.add(client);
        return events;
    }

    private static void awaitState(Thread thread, Thread.State... states) {
        await("its wait", () -> List.of(states).contains(thread.getState()));
    }

    @Test
    void aStateIsWrittenOnceForAllClients() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        LiveStream stream = stream(() -> {
            asked.countDown();
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "{}";
        });
        List<BlockingQueue<String>> events = List.of(client(stream), client(stream), client(stream));
        asked.await();
        for (Thread client : clients) {
            awaitState(client, Thread.State.WAITING, Thread.State.TIMED_WAITING);
        }
        assertThat(written).hasValue(1);

        stream.publish(START);
        answers.countDown();

        for (BlockingQueue<String> each : events) {
            assertThat(each.take()).isEqualTo("data: {}");
            assertThat(each.take()).as("an equal state is an event too").isEqualTo("data: {}");
        }
        assertThat(written).hasValue(2);
    }

    @Test
    void whatOneClientFindsAfterASilenceAllAreToldAtOnce() throws Exception {
        AtomicInteger value = new AtomicInteger(1);
        LiveStream stream = stream(() -> value + "");
        BlockingQueue<String> first = client(stream);
        assertThat(first.take()).isEqualTo("data: 1");
        awaitState(clients.get(0), Thread.State.TIMED_WAITING);
        pass(stream, SILENCE.dividedBy(2));
        BlockingQueue<String> second = client(stream);
        assertThat(second.take()).isEqualTo("data: 1");
        awaitState(clients.get(1), Thread.State.TIMED_WAITING);
        value.set(2);
        pass(stream, SILENCE.dividedBy(2));

        assertThat(first.take()).isEqualTo("data: 2");
        assertThat(second.take()).as("before its own silence is over").isEqualTo("data: 2");
        assertThat(written).hasValue(2);
    }

    @Test
    void aStateThatCouldNotBeWrittenIsWrittenForTheNextClient() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        LiveStream stream = stream(() -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalArgumentException("no text");
            }
            return "{}";
        });

        assertThatThrownBy(() -> watch(stream, new LinkedBlockingQueue<>())).hasStackTraceContaining("no text");
        assertThat(client(stream).take()).isEqualTo("data: {}");
    }
}
