package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.QueuedOutput;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one who hands out snapshots, and for whom the grid service waits, notices nothing of clients. */
@Timeout(60)
class NeverInTheWayTest {
    private static final String[] QUESTIONS = {
        "GET /data.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/history?table=hours HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /data.json HTTP/1.1\r\nHost: lo"};

    /** Locked for ever, as far as anybody has the patience to wait. */
    private static final Archive LOCKED = (table, step, from, to, rows) -> {
        try {
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    };

    private final HttpOutput http = new HttpOutput(Web.settings(HttpSettings.Access.ANYBODY), "1",
            Optional.of(LOCKED));
    private final QueuedOutput queued = new QueuedOutput("test", http);
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        queued.close();
    }

    @Test
    void aHundredClientsThatAskAndDoNotReadDelayNoSnapshot() throws Exception {
        queued.start();
        while (http.port().isEmpty()) {
            Thread.sleep(10);
        }
        for (int i = 0; i < 100; i++) {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), http.port().get());
            client.getOutputStream().write(QUESTIONS[i % QUESTIONS.length].getBytes(StandardCharsets.US_ASCII));
            clients.add(client);
        }
        SampleMeter meter = SampleMeter.usual();
        long[] nanos = new long[300];
        for (int i = 0; i < nanos.length; i++) {
            Snapshot snapshot = meter.next();
            long start = System.nanoTime();
            queued.snapshot(snapshot);
            nanos[i] = System.nanoTime() - start;
            Thread.sleep(1);
        }

        Arrays.sort(nanos);
        assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(1));
        assertThat(Duration.ofNanos(nanos[nanos.length - 1])).isLessThan(Duration.ofMillis(500));
        assertThat(queued.dropped()).isZero();
    }
}
