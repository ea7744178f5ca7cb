package org.dbusp1.system.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.dbusp1.output.mqtt.Subscriber;

/**
 * Clients of the raw port, of the web server and of the broker that judge all that they get by what the meter sent, and
 * others that connect and never read.
 */
public final class Clients implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** As {@link BusWitness}: what is shown as valid now is not older. */
    private static final long OLDEST_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** What the driver adds to the telegram: its times, energy of hours and days, health of outputs, ESS and line. */
    private static final Pattern NOT_OF_THE_METER =
            Pattern.compile("time|arrival|(hour|today|yesterday|output|ess|telegrams|line)_.*|gas_(today|yesterday).*");

    private final FastMeter meter;
    private final BusWitness witness;
    private final Faults faults;
    private final int raw;
    private final int web;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Socket> deaf = new ArrayList<>();
    private volatile boolean ended;
    private volatile long rawTelegrams;
    private volatile long webAnswers;
    private long states;

    /** @param raw the raw port; @param web the web server's */
    public Clients(FastMeter meter, BusWitness witness, Faults faults, int raw, int web) {
        this.meter = meter;
        this.witness = witness;
        this.faults = faults;
        this.raw = raw;
        this.web = web;
        start("raw client", this::readTelegrams);
        start("web client", this::ask);
    }

    /** One attempt of a client. */
    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    private void start(String name, Attempt attempt) {
        Thread thread = new Thread(() -> {
            while (!ended) {
                try {
                    attempt.run();
                    TimeUnit.MILLISECONDS.sleep(100);
                } catch (IOException e) {
                    pause();
                } catch (InterruptedException interrupted) {
                    return;
                } catch (RuntimeException | AssertionError e) {
                    faults.add(name, e.toString());
                }
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException interrupted) {
            ended = true;
        }
    }

    private void readTelegrams() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), raw)) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            StringBuilder text = new StringBuilder();
            int from = meter.count() - 1;
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                for (int end = text.indexOf("\r\n!"); end >= 0 && text.length() >= end + 9; end = text.indexOf("\r\n!")) {
                    from = expectSent(text.substring(0, end + 9), Math.max(0, from));
                    text.delete(0, end + 9);
                }
            }
        }
    }

    /** Returns the telegram's place; each comes later than the one before. */
    private int expectSent(String telegram, int after) {
        for (int i = Math.max(0, after - 100); i < meter.count(); i++) {
            if (meter.get(i).text().equals(telegram)) {
                rawTelegrams++;
                return i;
            }
        }
        throw new AssertionError("the meter did not send " + telegram);
    }

    private void ask() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        while (!ended) {
            JsonNode now = JSON.readTree(client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web
                    + "/api/now")).timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString()).body());
            if (now.has("values")) {
                SentTelegram sent = meter.at(now.get("time").asText());
                compare("web", sent, now.get("values"));
                long age = System.nanoTime() - sent.nanos();
                if (witness.isJudging() && age > OLDEST_NANOS) {
                    faults.add("web", "shows values of " + age / 1_000_000 + " ms ago");
                }
            }
            webAnswers++;
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Judges each state that the broker delivered since the last call. */
    public void judge(Subscriber subscriber) throws IOException {
        for (Subscriber.Delivered message : subscriber.take()) {
            if (message.topic().matches("dbus-p1/[^/]+/state") && !message.payload().isEmpty()) {
                JsonNode state = JSON.readTree(message.bytes());
                if (state.has("time")) {
                    compare("mqtt", meter.at(state.get("time").asText()), state);
                    states++;
                } else if (state.size() != 1 || !state.has("arrival")) {
                    faults.add("mqtt", "values without their time: " + state);
                }
            }
        }
    }

    private void compare(String where, SentTelegram sent, JsonNode values) {
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            if (!NOT_OF_THE_METER.matcher(value.getKey()).matches() && (!sent.named().containsKey(value.getKey())
                    || sent.named().get(value.getKey()).compareTo(value.getValue().decimalValue()) != 0)) {
                faults.add(where, value + " differs from telegram " + sent);
            }
        }
        if (!sent.named().keySet().stream().allMatch(values::has)) {
            faults.add(where, "lacks values: " + values + " of telegram " + sent);
        }
    }

    /** Opens clients of both ports that never read; of the web server some ask for the page, some for nothing. */
    public void deafOnes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), i % 2 == 0 ? raw : web);
            socket.setReceiveBufferSize(1024);
            if (i % 4 == 1) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            deaf.add(socket);
        }
    }

    /** All of them leave. */
    public void deafOnesLeave() throws IOException {
        for (Socket socket : deaf) {
            socket.close();
        }
        deaf.clear();
    }

    /** Returns whether each kind of client has got something. */
    public boolean haveSeen() {
        return rawTelegrams > 0 && webAnswers > 0 && states > 0;
    }

    /** Figures for the log of the run. */
    public String figures() {
        return rawTelegrams + " raw telegrams, " + webAnswers + " web answers, " + states + " MQTT states";
    }

    @Override
    public void close() throws IOException {
        ended = true;
        threads.forEach(Thread::interrupt);
        deafOnesLeave();
    }
}
