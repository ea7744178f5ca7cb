package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.feedback.OutputSettings;
import org.dbusp1.output.QueuedOutput;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do not read, and a database that does not answer them, delay no snapshot and not the end. */
@Timeout(180)
class NeverInTheWayTest {
    private static final String[] QUESTIONS = {
        "GET /data.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /data.json HTTP/1.1\r\nHost: lo",
        ""};
    private static final String HISTORY = "GET /api/history?table=hours HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch unlocked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    /** A database that is locked until the test has seen what it wants to see, or the server ends. */
    private final TestArchive locked = (table, step, from, to, rows) -> {
        asked.countDown();
        try {
            unlocked.await();
        } catch (InterruptedException end) {
            throw new InterruptedIOException("the server ends");
        } finally {
            answered.countDown();
        }
    };

    private final HttpOutput http = new HttpOutput(Web.settings(Web.ANYBODY), "1", Optional.of(locked),
            new DriverState(OutputSettings.none()));
    private final QueuedOutput queued = new QueuedOutput("test", () -> http, QuickQueue.NO_EXIT);
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        queued.close();
    }

    private Socket client(String question) throws Exception {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), http.port());
        client.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
        clients.add(client);
        return client;
    }

    @Test
    void clientsThatDoNotReadDelayNoSnapshotAndNotTheEnd() throws Exception {
        queued.start();
        while (http.port() == 0) {
            Thread.sleep(10);
        }
        BufferedReader good = new BufferedReader(new InputStreamReader(client(QUESTIONS[1]).getInputStream(), StandardCharsets.UTF_8));
        assertThat(good.readLine()).startsWith("HTTP/1.1 200");
        client(HISTORY);
        asked.await();
        for (int i = 0; i < 100; i++) {
            client(QUESTIONS[i % QUESTIONS.length]);
        }
        SampleMeter meter = SampleMeter.usual();
        for (int telegrams = 1; telegrams <= 300; telegrams++) {
            queued.snapshot(meter.next());
            // The good client gets this one before the next is handed over.
            while (accepted(good) < telegrams) {
                assertThat(unlocked.getCount()).isEqualTo(1);
            }
        }
        queued.close();

        assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(unlocked.getCount()).isEqualTo(1);
    }

    private static int accepted(BufferedReader events) throws Exception {
        String line = events.readLine();
        while (!line.startsWith("data: ")) {
            line = events.readLine();
        }
        return Web.JSON.readTree(line.substring("data: ".length())).at("/telegrams/good").asInt();
    }
}
