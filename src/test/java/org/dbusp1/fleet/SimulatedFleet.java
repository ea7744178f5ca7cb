package org.dbusp1.fleet;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.output.Archive;
import org.dbusp1.output.fleet.RowSet;

/**
 * Meters of which each sends a minute after the other, as drivers do: a message is sent again until it is acknowledged and somebody
 * has subscribed. Several connections carry the meters.
 */
final class SimulatedFleet implements AutoCloseable {
    /** The first minute. */
    static final long BEGIN = 1_780_000_020L;
    private static final int UNDER_WAY = 64;
    private static final List<Archive.Column> COLUMNS = List.of(number("ts"), number("p_imp_w"), number("p_exp_w"), number("p_min_w"),
            number("p_max_w"), number("p_l1_w"), number("p_l2_w"), number("p_l3_w"), number("u_l1"), number("u_l2"), number("u_l3"),
            number("u_min"), number("u_max"), number("i_l1"), number("i_l2"), number("i_l3"), number("imp_wh"), number("imp_t1_wh"),
            number("imp_t2_wh"), number("exp_wh"), number("exp_t1_wh"), number("exp_t2_wh"), number("tariff"), number("n"),
            number("bad"), number("device"));

    private final List<Mqtt5AsyncClient> clients = new ArrayList<>();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong untaken = new AtomicLong();

    private static Archive.Column number(String name) {
        return new Archive.Column(name, true);
    }

    SimulatedFleet(int port, int connections) {
        for (int i = 0; i < connections; i++) {
            Mqtt5AsyncClient client = Mqtt5Client.builder().identifier("fleet-" + i).serverHost("127.0.0.1").serverPort(port)
                    .automaticReconnect().initialDelay(200, TimeUnit.MILLISECONDS).maxDelay(1, TimeUnit.SECONDS)
                    .applyAutomaticReconnect().buildAsync();
            client.connect();
            clients.add(client);
        }
    }

    /** The key of a meter. */
    static String key(int meter) {
        return "M" + (100_000 + meter);
    }

    /** A minute as a three-phase meter has it. */
    static RowSet minute(int meter, int minute) {
        long ts = BEGIN + minute * 60L;
        long wattHours = 1_000_000L + meter * 17L + minute * 8L;
        List<String> row = List.of(Long.toString(ts), "480", "0", "410", Integer.toString(500 + meter % 90), "160", "170", "150",
                "231.4", "230.9", "232.0", "229.8", "233.1", "0.71", "0.75", "0.66", Long.toString(wattHours),
                Long.toString(wattHours / 2), Long.toString(wattHours - wattHours / 2), "120", "60", "60", "2", "60", "0", "1");
        return new RowSet("1770000000-0000" + String.format("%04x", meter & 0xffff), minute + 1L, "Europe/Amsterdam",
                List.of(new RowSet.Table("minutes", COLUMNS, List.of(row))));
    }

    /** Returns how often a message was sent again. */
    long again() {
        return again.get();
    }

    /** Returns how often nobody had subscribed. */
    long untaken() {
        return untaken.get();
    }

    /** Sends minutes of all meters, minute by minute, and returns when every message has arrived at the broker. */
    void send(int meters, int firstMinute, int minutes) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < clients.size(); number++) {
            int mine = number;
            Thread thread = new Thread(() -> send(mine, meters, firstMinute, minutes), "fleet " + number);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Sends the same rows of one meter again and again. */
    void flood(String key, int messages, int rows) {
        StringBuilder text = new StringBuilder("{\"v\":1,\"driver\":\"1770000000-00000001\",\"zone\":\"Europe/Amsterdam\","
                + "\"tables\":{\"minutes\":{\"columns\":[\"ts\",\"p_imp_w\",\"u_l1\",\"imp_wh\",\"n\",\"device\"],\"rows\":[");
        for (int row = 0; row < rows; row++) {
            text.append(row == 0 ? "" : ",").append('[').append(BEGIN + row * 60L).append(",480,231.4,1000000,60,1]");
        }
        byte[] payload = text.append("]}}}").toString().getBytes(StandardCharsets.UTF_8);
        Semaphore free = new Semaphore(UNDER_WAY);
        for (int message = 0; message < messages; message++) {
            free.acquireUninterruptibly();
            publish(clients.get(0), "dbus-p1/" + key + "/rows", payload, free);
        }
        free.acquireUninterruptibly(UNDER_WAY);
    }

    private void send(int mine, int meters, int firstMinute, int minutes) {
        Semaphore free = new Semaphore(UNDER_WAY);
        for (int minute = firstMinute; minute < firstMinute + minutes; minute++) {
            for (int meter = mine; meter < meters; meter += clients.size()) {
                free.acquireUninterruptibly();
                publish(clients.get(mine), "dbus-p1/" + key(meter) + "/rows", minute(meter, minute).json(), free);
            }
        }
        free.acquireUninterruptibly(UNDER_WAY);
    }

    private void publish(Mqtt5AsyncClient client, String topic, byte[] payload, Semaphore free) {
        client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).send().whenComplete((result, fault) -> {
            boolean arrived = fault == null && result.getError().isEmpty();
            if (arrived && isBatteryControlled(result)) {
                free.release();
            } else {
                untaken.addAndGet(arrived ? 1 : 0);
                again.incrementAndGet();
                CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(() -> publish(client, topic, payload, free));
            }
        });
    }

    private static boolean isBatteryControlled(Mqtt5PublishResult result) {
        return result instanceof Mqtt5Qos1Result once && once.getPubAck().getReasonCode() != Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
    }

    @Override
    public void close() {
        clients.forEach(Mqtt5AsyncClient::disconnect);
    }
}
